import ArgumentParser
import FoundationEssentials
import Masking
import Primitives
import ServerKit
import Settings

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// `whence mask < file`: what the services would make of a text, with the same settings.
struct MaskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mask", abstract: "Take the secrets out of a text, as the services do before anything leaves them.",
        discussion: "Reads standard input and the settings MASKING_… of the environment. Equal secrets become equal placeholders.")

    @Flag(help: "Print only how many secrets of each family there are.")
    var count = false

    @Option(help: .hidden)
    var measure: Int?

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment.filter { $0.key.hasPrefix("MASKING_") }
        let tally = MaskTally()
        let masker = Masker(try MaskingSettings.load(environment: environment).options) { tally.add($0) }
        if let measure { return Self.measure(masker, rounds: measure) }
        var stream = masker.session().stream()
        while let piece = Self.piece() {
            let text = stream.feed(piece)
            if !count { print(text, terminator: "") }
        }
        let rest = stream.finish()
        if count {
            for (family, hits) in tally.counts { StandardOutput.line("\(hits)\t\(family.rawValue)") }
        } else {
            print(rest, terminator: "")
            _ = fflush(nil)
        }
    }

    /// Masks all of the input several times over, as a benchmark does.
    private static func measure(_ masker: Masker, rounds: Int) {
        var text = ""
        while let next = piece() { text += next }
        let session = masker.session()
        _ = session.mask(text)
        let clock = ContinuousClock()
        let best = (0..<max(1, rounds)).map { _ in clock.measure { _ = session.mask(text) } }.min() ?? .zero
        StandardOutput.line("\(text.utf8.count)\t\(best.seconds)")
    }

    /// The next piece of standard input, of whole scalars; nil at its end.
    private static func piece() -> String? {
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = bytes.withUnsafeMutableBytes { read(STDIN_FILENO, $0.baseAddress, $0.count) }
        guard count > 0 else { return nil }
        bytes.removeLast(bytes.count - count)
        // The rest of a scalar that the piece cuts: a line's end never does.
        var byte: UInt8 = 0
        while bytes[bytes.count - 1] >= 0x80, read(STDIN_FILENO, &byte, 1) == 1 { bytes.append(byte) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
