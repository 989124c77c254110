import Contracts

/// How a program says that it failed, whatever the language or the library: what the phrases in `Logs/Knowledge` amount to.
///
/// Source: the messages of errno(3), the Go, JVM, Node.js, Python, Ruby, .NET and PHP runtimes, and of the clients and servers that the phrases name.
enum LogMechanism: String, Hashable, Sendable, CaseIterable {
    case connectionRefused
    case connectionTimedOut
    case connectionLost
    case unknownHost
    case nameServerFailing
    case credentialsRejected
    case certificateExpired
    case certificateUntrusted
    case readOnly
    case tooManyConnections
    /// The client's own pool has nothing to give: too small, or its peer is away.
    case poolTimedOut
    case upstreamError
    case slow
    /// TLS and plain text, or two other tongues, meet on one connection.
    case wrongProtocol
    case networkDelayed
    case packetsLost
    case diskFull
    case permissionDenied
    case addressInUse
    case wrongArchitecture
    case outOfMemory
    case forbiddenByRBAC
    /// A mesh's proxy refuses the caller.
    case policyDenied
    /// What is mounted went away under the program.
    case volumeLost
    case missingVariable
    case missingFile
    case invalidConfiguration
    case commandNotFound
    case segmentationFault
    case crash

    /// What the mechanism amounts to where nothing explains it further.
    var category: CauseCategory {
        switch self {
        case .connectionRefused, .connectionTimedOut, .connectionLost: .dependencyUnreachable
        case .unknownHost, .nameServerFailing: .dnsResolutionFailed
        case .credentialsRejected: .dependencyCredentialsRejected
        case .certificateExpired: .certificateExpired
        case .certificateUntrusted: .certificateUntrusted
        case .readOnly: .databaseReadOnly
        case .tooManyConnections, .poolTimedOut: .databaseConnectionsExhausted
        case .upstreamError: .dependencyUnhealthy
        case .slow: .slowDependency
        case .wrongProtocol: .serviceProtocolMismatch
        case .networkDelayed: .networkDelay
        case .packetsLost: .packetLoss
        case .diskFull: .diskFull
        case .permissionDenied: .volumePermissionDenied
        case .addressInUse: .portConflict
        case .wrongArchitecture: .imageArchitectureMismatch
        case .outOfMemory: .oomKilled
        case .forbiddenByRBAC: .rbacForbidden
        case .policyDenied: .networkPolicyBlocked
        case .volumeLost: .volumeMountFailed
        case .missingVariable: .missingEnvironmentVariable
        case .missingFile, .invalidConfiguration: .invalidConfiguration
        case .commandNotFound: .badCommand
        case .segmentationFault, .crash: .applicationCrash
        }
    }

    /// What it makes of a peer that says so of itself, and whose callers only know that it is late; nil for what says nothing of its state.
    var ownState: CauseCategory? {
        switch self {
        case .diskFull: .diskFull
        case .outOfMemory, .upstreamError: .dependencyUnhealthy
        case .readOnly: .databaseReadOnly
        case .tooManyConnections: .databaseConnectionsExhausted
        default: nil
        }
    }

    /// Whether another object's trouble can bring it about.
    var isAboutPeer: Bool {
        switch self {
        case .connectionRefused, .connectionTimedOut, .connectionLost, .unknownHost, .nameServerFailing, .upstreamError, .slow, .readOnly,
            .tooManyConnections, .poolTimedOut, .wrongProtocol, .networkDelayed, .packetsLost, .policyDenied:
            true
        default: false
        }
    }

    /// Which of several in one log says most: what names the reason before what names only the end.
    var weight: Int {
        switch self {
        case .certificateExpired: 10
        case .credentialsRejected, .certificateUntrusted, .readOnly, .tooManyConnections, .wrongArchitecture,
            .forbiddenByRBAC, .policyDenied, .diskFull, .volumeLost, .addressInUse, .wrongProtocol, .packetsLost:
            9
        case .unknownHost, .missingVariable, .outOfMemory, .commandNotFound, .networkDelayed: 8
        case .connectionRefused, .nameServerFailing, .permissionDenied: 7
        case .connectionTimedOut, .invalidConfiguration: 6
        case .missingFile, .segmentationFault, .poolTimedOut: 5
        case .connectionLost, .upstreamError: 4
        case .slow: 3
        case .crash: 1
        }
    }

    var words: String {
        switch self {
        case .connectionRefused: "its connection is refused"
        case .connectionTimedOut: "its connection times out"
        case .connectionLost: "its connection is cut"
        case .unknownHost: "the name does not resolve"
        case .nameServerFailing: "the name server does not answer"
        case .credentialsRejected: "its credentials are rejected"
        case .certificateExpired: "a certificate has expired"
        case .certificateUntrusted: "a certificate is not trusted"
        case .readOnly: "the database accepts no writes"
        case .tooManyConnections: "the database accepts no more connections"
        case .poolTimedOut: "its connection pool is exhausted"
        case .upstreamError: "its upstream answers with errors"
        case .slow: "its upstream answers too late"
        case .wrongProtocol: "its peer speaks another protocol"
        case .networkDelayed: "the network is slow"
        case .packetsLost: "the network loses packets"
        case .diskFull: "no space is left"
        case .permissionDenied: "a file may not be accessed"
        case .addressInUse: "its port is taken"
        case .wrongArchitecture: "the binary is for another architecture"
        case .outOfMemory: "its runtime ran out of memory"
        case .forbiddenByRBAC: "the API server refuses its service account"
        case .policyDenied: "its calls are refused by a policy of the mesh"
        case .volumeLost: "a mounted volume is no longer there"
        case .missingVariable: "an environment variable is missing"
        case .missingFile: "a file is missing"
        case .invalidConfiguration: "its configuration is invalid"
        case .commandNotFound: "its command does not exist"
        case .segmentationFault: "it accessed invalid memory"
        case .crash: "it failed"
        }
    }
}
