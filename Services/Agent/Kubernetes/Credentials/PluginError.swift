/// Why an exec plugin gave no credentials. Never holds what the plugin printed to its standard output, which may be a credential.
package enum PluginError: Error, Hashable, Sendable {
    case notFound(command: String, hint: String?)
    case failed(command: String, why: String)
    case timedOut(command: String, after: Duration)
    case malformedAnswer(String)
}

extension PluginError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notFound(let command, let hint):
            "the credential plugin '\(command)' was not found" + (hint.map { ": \($0)" } ?? "")
        case .failed(let command, let why): "the credential plugin '\(command)' failed: \(why)"
        case .timedOut(let command, let limit): "the credential plugin '\(command)' took longer than \(limit)"
        case .malformedAnswer(let why): "the credential plugin's answer can't be used: \(why)"
        }
    }
}
