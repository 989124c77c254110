package import Primitives

extension SettingsReader {
    /// A text; required where there is no default.
    package mutating func string(_ key: String, default fallback: String? = nil, format: String = "text", help: String) -> String {
        let declaration = SettingDeclaration(
            key: key, format: format, defaultValue: fallback, isRequired: fallback == nil, isSecret: false, help: help)
        return read(declaration) { $0 } ?? fallback ?? ""
    }

    /// A text that may be left out.
    package mutating func optionalString(_ key: String, format: String = "text", help: String) -> String? {
        read(SettingDeclaration(key: key, format: format, isRequired: false, isSecret: false, help: help)) { $0 }
    }

    /// A whole number; required where there is no default.
    package mutating func integer(_ key: String, default fallback: Int? = nil, in range: ClosedRange<Int>, help: String) -> Int {
        let declaration = SettingDeclaration(
            key: key, format: "an integer, \(range.lowerBound) to \(range.upperBound)", defaultValue: fallback.map(String.init),
            isRequired: fallback == nil, isSecret: false, help: help)
        return read(declaration) { Int($0).flatMap { range.contains($0) ? $0 : nil } } ?? fallback ?? range.lowerBound
    }

    /// A whole number that may be left out.
    package mutating func optionalInteger(_ key: String, in range: ClosedRange<Int>, help: String) -> Int? {
        let declaration = SettingDeclaration(
            key: key, format: "an integer, \(range.lowerBound) to \(range.upperBound)", isRequired: false, isSecret: false, help: help)
        return read(declaration) { Int($0).flatMap { range.contains($0) ? $0 : nil } }
    }

    /// A number that may be left out: `20`, `0.5`.
    package mutating func optionalNumber(_ key: String, in range: ClosedRange<Double>, help: String) -> Double? {
        let declaration = SettingDeclaration(
            key: key, format: "a number, \(Self.text(range.lowerBound)) to \(Self.text(range.upperBound))", isRequired: false, isSecret: false,
            help: help)
        return read(declaration) { Double($0).flatMap { range.contains($0) ? $0 : nil } }
    }

    /// A time in seconds, with a fraction if need be: `5`, `0.25`.
    ///
    /// - Parameter range: In seconds.
    package mutating func seconds(_ key: String, default fallback: Duration, in range: ClosedRange<Double>, help: String) -> Duration {
        let declaration = SettingDeclaration(
            key: key, format: "seconds, \(Self.text(range.lowerBound)) to \(Self.text(range.upperBound))",
            defaultValue: Self.text(Double(fallback.components.seconds) + Double(fallback.components.attoseconds) / 1e18), isRequired: false,
            isSecret: false, help: help)
        let value = read(declaration) { text -> Duration? in
            guard let seconds = Double(text), range.contains(seconds) else { return nil }
            return .nanoseconds(Int64((seconds * 1e9).rounded()))
        }
        return value ?? fallback
    }

    /// `true`, `yes`, `on`, `1` and their opposites, in any case.
    package mutating func flag(_ key: String, default fallback: Bool, help: String) -> Bool {
        let declaration = SettingDeclaration(
            key: key, format: "true or false", defaultValue: fallback ? "true" : "false", isRequired: false, isSecret: false, help: help)
        let value = read(declaration) { text -> Bool? in
            switch text.lowercased() {
            case "true", "yes", "on", "1": true
            case "false", "no", "off", "0": false
            default: nil
            }
        }
        return value ?? fallback
    }

    /// One of an enumeration's cases, by its raw value in any case.
    package mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(_ key: String, default fallback: Choice, help: String) -> Choice {
        let format = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        let declaration = SettingDeclaration(
            key: key, format: "one of \(format)", defaultValue: fallback.rawValue, isRequired: false, isSecret: false, help: help)
        let value = read(declaration) { text in
            Choice.allCases.first { $0.rawValue.lowercased() == text.lowercased() }
        }
        return value ?? fallback
    }

    /// One of an enumeration's cases, or none.
    package mutating func optionalChoice<Choice: RawRepresentable<String> & CaseIterable>(_ key: String, of type: Choice.Type, help: String)
        -> Choice?
    {
        let format = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        return read(SettingDeclaration(key: key, format: "one of \(format)", isRequired: false, isSecret: false, help: help)) { text in
            Choice.allCases.first { $0.rawValue.lowercased() == text.lowercased() }
        }
    }

    /// The address of a server; required where there is no default.
    package mutating func url(_ key: String, default fallback: ServerURL? = nil, help: String) -> ServerURL {
        let declaration = SettingDeclaration(
            key: key, format: ServerURL.format, defaultValue: fallback?.text, isRequired: fallback == nil, isSecret: false, help: help)
        return read(declaration) { ServerURL($0) } ?? fallback ?? .standIn
    }

    /// The address of a server that there need not be.
    package mutating func optionalURL(_ key: String, help: String) -> ServerURL? {
        read(SettingDeclaration(key: key, format: ServerURL.format, isRequired: false, isSecret: false, help: help)) { ServerURL($0) }
    }

    /// A secret from `KEY` or from the file that `KEY_FILE` names; required.
    ///
    /// - Parameter isAccepted: Whether a text has the format, where not every one does.
    package mutating func secret(
        _ key: String, format: String = "text", help: String, where isAccepted: (String) -> Bool = { _ in true }
    ) -> Secret {
        let declaration = SettingDeclaration(key: key, format: format, isRequired: true, isSecret: true, help: help)
        return read(declaration) { isAccepted($0) ? Secret($0) : nil } ?? Secret("")
    }

    /// A secret that may be left out. One that lets others in is no such secret: it is declared by ``secrets(_:minimumBytes:help:)``.
    package mutating func optionalSecret(_ key: String, format: String = "text", help: String) -> Secret? {
        var declaration = SettingDeclaration(key: key, format: format, isRequired: false, isSecret: true, help: help)
        declaration.mayFileBeMissing = true
        return read(declaration) { Secret($0) }
    }

    /// Secrets of which any is as good as another, such as an old and a new one; none where it is left out.
    ///
    /// - Parameter minimumBytes: Of each: what is shorter could be guessed.
    package mutating func secrets(_ key: String, minimumBytes: Int, help: String) -> [Secret] {
        let declaration = SettingDeclaration(
            key: key, format: "at least \(minimumBytes) characters; several separated by commas", isRequired: false, isSecret: true, help: help)
        let secrets = read(declaration) { text -> [Secret]? in
            let parts = text.split { $0 == "," || $0.isWhitespace }
            return parts.isEmpty || parts.contains { $0.utf8.count < minimumBytes } ? nil : parts.map { Secret(String($0)) }
        }
        return secrets ?? []
    }

    private static func text(_ seconds: Double) -> String {
        Int64(exactly: seconds).map(String.init) ?? seconds.description
    }
}
