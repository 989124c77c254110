import ArgumentParser
import CommandLineApp

/// The `whence` executable.
@main
enum Whence {
    static func main() async {
        await WhenceCommand.main()
    }
}
