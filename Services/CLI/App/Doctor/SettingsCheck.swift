import AgentApp
import Settings

/// Whether a program would start with the settings of the environment.
enum SettingsCheck {
    static func line<Settings: SettingsGroup>(_ program: String, _ settings: Settings.Type, environment: [String: String]) -> [Checkup.Line] {
        do throws(SettingsError) {
            let warnings = try Settings.snapshot(environment: environment).warnings
            let given = Settings.declarations.filter { declaration in
                [declaration.key, declaration.fileKey].contains { !(environment[$0] ?? "").isEmpty }
            }
            let names = given.isEmpty ? "all by default" : given.map(\.key).joined(separator: ", ")
            return [.ok("settings of \(program)", "\(names)")]
                + warnings.map { .warning("settings of \(program)", $0, advice: "Set one of the two, or mount the file.") }
        } catch {
            return error.problems.map { problem in
                let given = problem.value.map { "'\($0)'" } ?? "missing"
                let source = problem.source.map { " (\($0))" } ?? ""
                return .failed(
                    "\(program): \(problem.key)\(source)", "\(given); \(problem.expected)",
                    advice: advice(for: problem.key, of: Settings.self, program))
            }
        }
    }

    private static func advice<Settings: SettingsGroup>(for key: String, of settings: Settings.Type, _ program: String) -> String {
        // The agent takes no other tokens than these: that they are asked for is right.
        if key == "ACCESS_CONTROL", settings == AgentSettings.self {
            return "Set AGENT_TOKEN, to the same for whence-agent and whence-ingest: `openssl rand -hex 24` makes one."
        }
        return "Change \(key); `\(program) --help` lists every setting."
    }
}
