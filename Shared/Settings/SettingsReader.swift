import Configuration
import FoundationEssentials

/// Reads settings one by one and keeps account of what was declared and what is wrong.
///
/// An empty value counts as absent, as in a compose file's `KEY=${KEY:-}`. A wrong or missing value is noted, and its default or a stand-in is returned
/// so that the rest is read too; nobody sees the stand-in, because ``SettingsGroup/load(environment:)`` throws in the end.
package struct SettingsReader {
    package private(set) var declarations: [SettingDeclaration] = []
    /// What was given, by key.
    private(set) var texts: [String: String] = [:]
    /// What is odd and does no harm, for the log; without values.
    private(set) var warnings: [String] = []
    private var problems: [SettingsError.Problem] = []
    private var isReloading = false
    private let configuration: ConfigReader
    private let environment: [String: String]
    private let file: SettingsFile?

    private static let maximumFileBytes = 1 << 16
    private static let readable = "a file that can be read, of at most 64 KiB"

    init(environment: [String: String], file: SettingsFile?) {
        self.environment = environment
        self.file = file
        var providers: [any ConfigProvider] = [EnvironmentVariablesProvider(environmentVariables: environment.filter { !$0.value.isEmpty })]
        if let file {
            let values = file.values.filter { !$0.value.isEmpty }.map {
                (AbsoluteConfigKey([$0.key]), ConfigValue(.string($0.value), isSecret: false))
            }
            providers.append(InMemoryProvider(name: file.path, values: Dictionary(values) { _, last in last }))
        }
        configuration = ConfigReader(providers: providers)
    }

    /// - Throws: Everything that was noted, unknown keys of the file included.
    func finish() throws(SettingsError) {
        var problems = problems
        if let file {
            let known = Set(declarations.flatMap { $0.mayBeInFile ? [$0.yamlKey, $0.fileKey.lowercased()] : [$0.yamlKey] })
            for name in file.values.keys.sorted() where !known.contains(name) {
                problems.append(.init(key: name, source: file.path, expected: "no such setting\(Self.suggestion(for: name, among: known))"))
            }
        }
        guard problems.isEmpty else { throw SettingsError(problems: problems) }
    }

    /// Notes settings that are right one by one and wrong together.
    package mutating func refuse(_ key: String, because expected: String) {
        problems.append(.init(key: key, expected: expected))
    }

    /// Settings whose new values a running program takes over, when its file or its secrets' files change.
    package mutating func reloadable<Value>(_ read: (inout SettingsReader) -> Value) -> Value {
        let isWithin = isReloading
        isReloading = true
        defer { isReloading = isWithin }
        return read(&self)
    }

    // MARK: Reading

    /// The value of a declared setting, parsed; nil where it is absent or wrong.
    mutating func read<Value>(_ declaration: SettingDeclaration, parse: (String) -> Value?) -> Value? {
        var declaration = declaration
        declaration.isReloadable = isReloading
        declarations.append(declaration)
        guard let (text, source) = text(of: declaration) else { return nil }
        texts[declaration.key] = text
        guard let value = parse(text) else {
            problems.append(
                .init(
                    key: declaration.key, value: declaration.mayBeInFile ? nil : Self.withoutCredentials(text), source: source,
                    expected: "expected \(declaration.format)"))
            return nil
        }
        return value
    }

    /// Something that is wrong with a value that could be read.
    mutating func note(_ problem: SettingsError.Problem) {
        problems.append(problem)
    }

    /// The text of a setting and where it was found. Notes a required one that is absent.
    ///
    /// A file counts before a value: one is replaced while a program runs, and what stands beside it may be older.
    private mutating func text(of declaration: SettingDeclaration) -> (text: String, source: String)? {
        let value = lookUp(declaration.key)
        if declaration.mayBeInFile, let path = lookUp(declaration.fileKey) {
            switch contents(of: path.text, for: declaration, source: path.source) {
            case .text(let text):
                if let value, value.text != text {
                    warnings.append("\(declaration.key) and \(declaration.fileKey) are both set and differ: the file counts")
                }
                return (text, path.text)
            case .refused: return nil
            case .absent:
                let consequence = value == nil ? "\(declaration.key) is left out" : "\(declaration.key) counts"
                warnings.append("\(declaration.fileKey) names a file that isn't there: \(consequence)")
                return value
            }
        }
        if value == nil, declaration.isRequired {
            let alternative = declaration.isSecret ? " (or \(declaration.fileKey), a file that holds it)" : ""
            problems.append(.init(key: declaration.key, expected: "is required\(alternative): \(declaration.format)"))
        }
        return value
    }

    private func lookUp(_ key: String) -> (text: String, source: String)? {
        guard let text = configuration.string(forKey: ConfigKey([key.lowercased()])) else { return nil }
        let isInEnvironment = environment[key]?.isEmpty == false
        return (text, isInEnvironment ? "environment" : file?.path ?? "")
    }

    private enum Contents {
        case text(String)
        /// There is no such file, and need not be.
        case absent
        /// Noted as a problem.
        case refused
    }

    /// A mounted secret, without the newline that editors and `echo` put at its end.
    private mutating func contents(of path: String, for declaration: SettingDeclaration, source: String) -> Contents {
        func refused(_ expected: String) -> Contents {
            problems.append(.init(key: declaration.fileKey, value: path, source: source, expected: expected))
            return .refused
        }
        var text: String
        do {
            let data = try Data(contentsOf: URL(filePath: path))
            guard data.count <= Self.maximumFileBytes else { return refused(Self.readable) }
            text = String(decoding: data, as: UTF8.self)
        } catch {
            let isMissing = (error as? CocoaError)?.code == .fileReadNoSuchFile
            return isMissing && declaration.mayFileBeMissing ? .absent : refused(Self.readable)
        }
        while text.last?.isNewline == true { text.removeLast() }
        return text.isEmpty ? refused("a file that isn't empty") : .text(text)
    }

    /// A refused address may hold a password before its last `@`, or a token in its query.
    private static func withoutCredentials(_ text: String) -> String {
        guard let scheme = text.firstRange(of: "://") else { return text }
        var rest = text[scheme.upperBound...]
        var shown = text[..<scheme.upperBound]
        if let at = rest.lastIndex(of: "@") {
            shown += "***"
            rest = rest[at...]
        }
        guard let query = rest.firstIndex(where: { $0 == "?" || $0 == "#" }) else { return String(shown + rest) }
        return String(shown + rest[...query]) + "***"
    }

    /// The declared key that a wrong one may have meant.
    private static func suggestion(for name: String, among known: Set<String>) -> String {
        let wanted = name.lowercased().filter { $0.isLetter || $0.isNumber }
        guard let match = known.sorted().first(where: { $0.filter { $0.isLetter || $0.isNumber } == wanted }) else { return "" }
        return "; did you mean \(match)?"
    }
}
