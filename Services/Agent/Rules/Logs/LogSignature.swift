/// What programs write when they fail, as data: across languages, databases, brokers and HTTP and gRPC clients.
///
/// A phrase matches anywhere in a lower-cased line. Phrases are the fixed parts of messages that runtimes and libraries print,
/// so that no application's own wording is needed; where a phrase is too common, further words must stand beside it.
struct LogSignature: Sendable {
    var mechanism: LogMechanism
    var phrase: [UInt8]
    /// Of these, one must also stand in the line. Empty: none is needed.
    var beside: [[UInt8]]
    /// Of these, none may.
    var unless: [[UInt8]]
    /// Short names that other words may hold: `ModuleNotFoundError` is no ENOTFOUND, and `remoteAccess` no EACCES.
    var isWord: Bool

    private static let words: Set<String> = [
        "enotfound", "econnrefused", "econnreset", "etimedout", "ehostunreach", "enetunreach", "eaddrinuse", "eacces", "eperm", "enoent", "epipe",
        "enospc", "erofs", "enomem", "unknown ca", "nxdomain", "servfail", "edquot", "emfile", "noauth", "wrongpass", "readonly", "misconf",
        "estale", "clusterdown", "masterdown", "tryagain", "killed", "oom",
    ]

    init(_ mechanism: LogMechanism, _ phrase: String, beside: [String] = [], unless: [String] = []) {
        self.mechanism = mechanism
        self.phrase = Array(phrase.utf8)
        self.beside = beside.map { Array($0.utf8) }
        self.unless = unless.map { Array($0.utf8) }
        isWord = Self.words.contains(phrase)
    }

    static func all(_ mechanism: LogMechanism, _ phrases: [String], beside: [String] = [], unless: [String] = []) -> [LogSignature] {
        phrases.map { LogSignature(mechanism, $0, beside: beside, unless: unless) }
    }

    /// In order: the first match of a line wins, so the exact stand before the general.
    static let table: [LogSignature] =
        LogKnowledge.refusals + LogKnowledge.certificates + LogKnowledge.databases + LogKnowledge.credentials + LogKnowledge.names
        + LogKnowledge.resources + LogKnowledge.variables + LogKnowledge.commands + LogKnowledge.protocols + LogKnowledge.losses
        + LogKnowledge.connections
        + LogKnowledge.upstreams + LogKnowledge.delays + LogKnowledge.cuts + LogKnowledge.permissions + LogKnowledge.configuration
        + LogKnowledge.files
        + LogKnowledge.crashes
}

/// The table's parts, a file a family.
enum LogKnowledge {}
