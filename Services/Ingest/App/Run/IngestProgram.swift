import FoundationEssentials
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

/// The command line of `whence-ingest`: it has no options but these, because everything is set by the environment.
package enum IngestProgram {
    package static func main() async {
        Allocator.returnsMemory()
        let startedAt = Timestamp.now()
        switch CommandLine.arguments.dropFirst().first {
        case nil:
            await serve(startedAt: startedAt)
        case "--version":
            print("whence-ingest \(IngestApplication.version)")
        case "--help", "-h":
            print("whence-ingest takes alerts and makes incidents of them. It is set by environment variables:\n")
            print(SettingsTable(IngestSettings.declarations).plain)
        case let unknown?:
            fail("unknown argument '\(unknown)'; try --help", code: 64)
        }
    }

    private static func serve(startedAt: Timestamp) async {
        do throws(SettingsError) {
            let environment = ProcessInfo.processInfo.environment
            let settings = try IngestSettings.snapshot(environment: environment)
            do {
                try await IngestApplication(settings: settings, environment: environment, startedAt: startedAt).run()
            } catch {
                fail("whence-ingest stopped: \(error)", code: 1)
            }
        } catch {
            fail("\(error)", code: 78)
        }
    }

    /// Exit codes are those of `sysexits.h`: 64 for a wrong command line, 78 for a wrong configuration.
    private static func fail(_ message: String, code: Int32) {
        let line = Array("\(message)\n".utf8)
        // Nothing can be told of a failure to write to where failures are told.
        _ = write(STDERR_FILENO, line, line.count)
        exit(code)
    }
}
