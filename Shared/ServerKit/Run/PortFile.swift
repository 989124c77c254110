import FoundationEssentials

/// Tells other processes which port a service took.
enum PortFile {
    /// Complete at once or not there: a reader never sees half a number.
    static func write(_ port: Int, to path: String) throws {
        try Data("\(port)\n".utf8).write(to: URL(filePath: path), options: .atomic)
    }
}
