// swift-tools-version: 6.2
import PackageDescription

/// What every target is compiled with: Swift 6 mode, the upcoming features, and no warning left standing.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

// MARK: Products of other packages

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let serviceLifecycleTestKit = Target.Dependency.product(name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")

// MARK: Targets, in layers: Main → App → {API, Web, Store, clients, Analysis} → Domain → Primitives

func library(_ name: String, in path: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: path, resources: resources, swiftSettings: settings)
}

func executable(_ name: String, in path: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, path: path, swiftSettings: settings)
}

func tests(of name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.target(name: name)] + dependencies, path: "Tests/\(name)Tests",
        swiftSettings: settings)
}

let shared: [Target] = [
    library("Primitives", in: "Shared/Primitives", []),
    library("Contracts", in: "Shared/Contracts", ["Primitives"]),
    .systemLibrary(
        name: "CPostgres", path: "Shared/CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CMalloc", path: "Shared/CMalloc"),
    .systemLibrary(
        name: "CPCRE2", path: "Shared/CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
    .systemLibrary(name: "CYAML", path: "Shared/CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    library("YAML", in: "Shared/YAML", ["Primitives", "CYAML"]),
    library("Masking", in: "Shared/Masking", ["Primitives", "CPCRE2"]),
    library("Postgres", in: "Shared/Postgres", ["Primitives", "CPostgres", logging, serviceLifecycle]),
    library("HTTPKit", in: "Shared/HTTPKit", ["Primitives", "Telemetry", asyncHTTPClient, httpTypes, nioCore, nioHTTP1, nioPosix, nioSSL]),
    library("Telemetry", in: "Shared/Telemetry", ["Primitives", "Masking", logging]),
    library(
        "TraceExport", in: "Shared/TraceExport",
        ["Primitives", "HTTPKit", "Masking", "Settings", "Telemetry", httpTypes, logging, serviceLifecycle]),
    .target(
        name: "OpenAPIDocuments", path: "openapi", exclude: ["agent.yaml", "ingest.yaml"],
        // #embed is part of C23; the compiler takes it in every mode, and would mention that.
        cSettings: [.treatAllWarnings(as: .error), .disableWarning("c23-extensions")]),
    library("Settings", in: "Shared/Settings", ["Primitives", "YAML", configuration]),
    library(
        "ServerKit", in: "Shared/ServerKit",
        [
            "Primitives", "Contracts", "CMalloc", "Masking", "Settings", "Telemetry", "YAML", crypto, hummingbird, hummingbirdCore, httpTypes,
            logging,
            nioCore,
            nioHTTP1, nioHTTPTypes, nioPosix, serviceLifecycle, unixSignals,
        ]),
]

let ingest: [Target] = [
    library("IngestDomain", in: "Services/Ingest/Domain", ["Primitives", "Contracts"]),
    library(
        "IngestStore", in: "Services/Ingest/Store",
        ["Primitives", "Contracts", "Postgres", "IngestDomain", logging, serviceLifecycle]),
    library(
        "IngestAPI", in: "Services/Ingest/API",
        [
            "Primitives", "Contracts", "IngestDomain", "OpenAPIDocuments", "ServerKit", "Telemetry", hummingbird, httpTypes, logging, nioCore,
            serviceLifecycle,
        ]),
    library(
        "IngestWeb", in: "Services/Ingest/Web",
        ["Primitives", "Contracts", "IngestDomain", "ServerKit", hummingbird, httpTypes]),
    library(
        "IngestApp", in: "Services/Ingest/App",
        [
            "Primitives", "Contracts", "IngestDomain", "IngestStore", "IngestAPI", "IngestWeb", "Postgres", "HTTPKit", "ServerKit",
            "Settings", "Telemetry", "TraceExport", hummingbird, httpTypes, logging, serviceLifecycle,
        ]),
    executable("IngestMain", in: "Services/Ingest/Main", ["IngestApp"]),
]

let agent: [Target] = [
    library("KubernetesModel", in: "Services/Agent/KubernetesModel", ["Primitives"]),
    library("AgentDomain", in: "Services/Agent/Domain", ["Primitives", "Contracts", "KubernetesModel", "Masking"]),
    library("AgentRules", in: "Services/Agent/Rules", ["Primitives", "Contracts", "KubernetesModel", "Masking", "AgentDomain"]),
    library(
        "Kubernetes", in: "Services/Agent/Kubernetes",
        ["Primitives", "KubernetesModel", "HTTPKit", "Telemetry", "YAML", httpTypes, logging, subprocess, systemPackage]),
    library("Prometheus", in: "Services/Agent/Prometheus", ["Primitives", "HTTPKit", "SourceClient", "Telemetry", httpTypes, logging]),
    library("SourceClient", in: "Services/Agent/SourceClient", ["Primitives", "HTTPKit", httpTypes]),
    library("Tempo", in: "Services/Agent/Tempo", ["Primitives", "HTTPKit", "SourceClient"]),
    library("Loki", in: "Services/Agent/Loki", ["Primitives", "HTTPKit", "SourceClient"]),
    library("LLM", in: "Services/Agent/LLM", ["Primitives"]),
    library("Providers", in: "Services/Agent/Providers", ["Primitives", "HTTPKit", "LLM", "Telemetry", httpTypes]),
    library("AgentPrompts", in: "Services/Agent/Prompts", ["Primitives", "Contracts", "AgentDomain"]),
    library("AgentReasoning", in: "Services/Agent/Reasoning", ["Primitives", "Contracts", "AgentDomain", "AgentPrompts", "LLM"]),
    library(
        "AgentAnalysis", in: "Services/Agent/Analysis",
        [
            "Primitives", "Contracts", "KubernetesModel", "AgentDomain", "AgentRules", "Kubernetes", "Prometheus", "SourceClient", "Tempo", "Loki",
            "AgentPrompts", "AgentReasoning", "LLM", "HTTPKit", "Masking", "Telemetry", logging,
        ]),
    library(
        "AgentSessions", in: "Services/Agent/Sessions", ["Primitives", "Contracts", "AgentDomain", "AgentReasoning", "LLM", logging]),
    library(
        "AgentStore", in: "Services/Agent/Store",
        ["Primitives", "Contracts", "Postgres", "AgentDomain", "AgentSessions", "LLM", logging, serviceLifecycle]),
    library(
        "AgentDesk", in: "Services/Agent/Desk",
        ["Primitives", "Contracts", "AgentPrompts", "AgentReasoning", "AgentSessions", "LLM", "Masking"]),
    library(
        "AgentAPI", in: "Services/Agent/API",
        [
            "Primitives", "Contracts", "AgentReasoning", "AgentSessions", "LLM", "OpenAPIDocuments", "ServerKit", "Telemetry", hummingbird, httpTypes,
            logging, nioCore,
        ]),
    library(
        "AgentApp", in: "Services/Agent/App",
        [
            "Primitives", "Contracts", "AgentDomain", "AgentAnalysis", "AgentAPI", "AgentDesk", "AgentPrompts", "AgentReasoning", "AgentSessions",
            "AgentStore", "Kubernetes", "Prometheus", "SourceClient", "Tempo", "Loki", "LLM", "Providers", "Postgres", "HTTPKit", "Masking",
            "ServerKit",
            "Settings", "Telemetry", "TraceExport", hummingbird, httpTypes, logging, serviceLifecycle,
        ]),
    executable("AgentMain", in: "Services/Agent/Main", ["AgentApp"]),
]

let commandLine: [Target] = [
    library("Recording", in: "Services/CLI/Recording", ["Primitives", "KubernetesModel", "HTTPKit", httpTypes]),
    library("Cases", in: "Services/CLI/Cases", ["Primitives", "Contracts", "KubernetesModel", "Recording", "YAML"]),
    library(
        "ReplayAPI", in: "Services/CLI/ReplayAPI",
        ["Primitives", "Recording", hummingbirdCore, httpTypes, logging, nioCore, nioPosix, serviceLifecycle]),
    library(
        "CommandLineApp", in: "Services/CLI/App",
        [
            "Primitives", "Contracts", "Cases", "Recording", "ReplayAPI", "AgentDomain", "AgentAnalysis", "AgentPrompts", "AgentReasoning",
            "AgentApp",
            "IngestApp", "IngestDomain", "LLM",
            "IngestStore", "Kubernetes", "Prometheus", "SourceClient", "Tempo", "Loki",
            "KubernetesModel", "Masking", "Postgres", "HTTPKit", "ServerKit", "Settings", "Telemetry", argumentParser, httpTypes, hummingbird,
            logging,
            serviceLifecycle, subprocess, systemPackage, unixSignals,
        ]),
    executable("CommandLineMain", in: "Services/CLI/Main", ["CommandLineApp", argumentParser]),
]

let testing: [Target] = [
    .target(
        name: "TestSupport",
        dependencies: [
            "Primitives", "Contracts", "AgentDomain", "AgentPrompts", "HTTPKit", "LLM", "Postgres", "Telemetry", httpTypes, logging, nioCore,
            nioHTTP1,
            nioPosix,
        ],
        path: "Tests/TestSupport",
        swiftSettings: settings),
    tests(of: "Primitives"),
    tests(of: "Contracts", ["Primitives"]),
    tests(of: "Masking", ["Primitives", "TestSupport"]),
    tests(of: "Postgres", ["Primitives", "TestSupport", logging, serviceLifecycle]),
    tests(of: "HTTPKit", ["Primitives", "Telemetry", "TestSupport", httpTypes, nioCore, nioPosix, nioSSL, subprocess]),
    tests(of: "Telemetry", ["Primitives", "Masking", "TestSupport", logging, subprocess]),
    tests(of: "TraceExport", ["Primitives", "HTTPKit", "Masking", "Settings", "Telemetry", "TestSupport", httpTypes, logging, serviceLifecycle]),
    tests(of: "Settings", ["Primitives"]),
    tests(of: "YAML", ["Primitives"]),
    tests(
        of: "ServerKit",
        [
            "Primitives", "Contracts", "Settings", "Telemetry", "TestSupport", hummingbird, hummingbirdTesting, httpTypes, logging, nioCore,
            nioEmbedded, nioHTTPTypes, nioPosix, serviceLifecycle,
        ]),
    tests(of: "IngestDomain", ["Primitives", "Contracts", "TestSupport"]),
    tests(of: "IngestStore", ["Primitives", "Contracts", "IngestDomain", "Postgres", "TestSupport", logging, serviceLifecycle]),
    tests(
        of: "IngestAPI",
        ["Primitives", "Contracts", "IngestDomain", "ServerKit", "Telemetry", hummingbird, hummingbirdTesting, httpTypes, logging, nioCore]),
    .testTarget(
        name: "IngestSourceTests",
        dependencies: [
            "Primitives", "IngestAPI", "IngestDomain", "IngestStore", "Postgres", "ServerKit", "Telemetry", "TestSupport", "YAML", hummingbird,
            hummingbirdTesting, httpTypes, logging, nioCore,
        ],
        path: "Tests/IngestSourceTests", swiftSettings: settings),
    tests(
        of: "IngestWeb",
        ["Primitives", "Contracts", "IngestDomain", "ServerKit", "Telemetry", hummingbird, hummingbirdTesting, httpTypes, nioCore]),
    tests(
        of: "IngestApp",
        [
            "Primitives", "Contracts", "IngestDomain", "IngestStore", "Postgres", "HTTPKit", "ServerKit", "Settings", "Telemetry", "TestSupport",
            httpTypes, hummingbird, hummingbirdTesting, logging, serviceLifecycle, serviceLifecycleTestKit,
        ]),
    tests(of: "KubernetesModel", ["Primitives"]),
    tests(of: "AgentDomain", ["Primitives", "Contracts", "KubernetesModel"]),
    tests(of: "AgentRules", ["Primitives", "Contracts", "KubernetesModel", "AgentDomain", "Recording", "TestSupport"]),
    tests(of: "AgentPrompts", ["Primitives", "Contracts", "AgentDomain", "TestSupport"]),
    tests(of: "AgentReasoning", ["Primitives", "Contracts", "AgentDomain", "AgentPrompts", "LLM", "TestSupport"]),
    tests(of: "Kubernetes", ["Primitives", "KubernetesModel", "HTTPKit", "Telemetry", "TestSupport", httpTypes, hummingbird, logging, nioCore]),
    tests(
        of: "Providers",
        ["Primitives", "Contracts", "AgentDomain", "AgentPrompts", "AgentReasoning", "HTTPKit", "LLM", "Telemetry", "TestSupport", httpTypes]),
    tests(of: "Prometheus", ["Primitives", "HTTPKit", "Telemetry", "TestSupport", httpTypes, logging]),
    tests(of: "Tempo", ["Primitives", "HTTPKit", "SourceClient", "TestSupport"]),
    tests(of: "Loki", ["Primitives", "HTTPKit", "SourceClient", "TestSupport"]),
    tests(
        of: "AgentAnalysis",
        [
            "Primitives", "Contracts", "KubernetesModel", "AgentDomain", "AgentPrompts", "AgentReasoning", "AgentRules", "Kubernetes", "LLM",
            "Prometheus", "SourceClient", "Tempo", "Loki",
            "Recording", "HTTPKit", "Masking", "Telemetry", "TestSupport", httpTypes, logging,
        ]),
    tests(of: "AgentDesk", ["Primitives", "Contracts", "AgentReasoning", "AgentSessions", "LLM", "Masking", "TestSupport"]),
    tests(of: "AgentSessions", ["Primitives", "Contracts", "AgentReasoning", "LLM", "TestSupport"]),
    tests(
        of: "AgentStore", ["Primitives", "Contracts", "AgentDomain", "AgentReasoning", "AgentSessions", "LLM", "Postgres", "TestSupport", logging]),
    tests(
        of: "AgentAPI",
        [
            "Primitives", "Contracts", "AgentAnalysis", "AgentApp", "AgentReasoning", "AgentSessions", "HTTPKit", "Masking", "LLM", "Providers",
            "ServerKit",
            "Settings", "Telemetry", "TestSupport", hummingbird, hummingbirdTesting, httpTypes, logging, nioCore, nioPosix,
        ]),
    tests(of: "Recording", ["Primitives", "HTTPKit", "TestSupport", httpTypes]),
    tests(of: "Cases", ["Primitives", "Contracts", "Recording", httpTypes]),
    tests(
        of: "CommandLineApp",
        [
            "Primitives", "Contracts", "Cases", "HTTPKit", "IngestDomain", "IngestStore", "Kubernetes", "Postgres", "Recording", "ReplayAPI",
            "ServerKit",
            "TestSupport", argumentParser, httpTypes,
            logging,
        ]),
    .testTarget(
        name: "DocumentationTests",
        dependencies: [
            "Primitives", "Contracts", "IngestAPI", "IngestApp", "IngestDomain", "IngestWeb", "AgentAPI", "AgentApp", "AgentSessions",
            "OpenAPIDocuments",
            "ServerKit", "Settings", "Telemetry", "YAML", httpTypes,
        ],
        path: "Tests/DocumentationTests", swiftSettings: settings),
    .testTarget(
        name: "EndToEnd",
        dependencies: [
            "Primitives", "Contracts", "HTTPKit", "Postgres", "Recording", "TestSupport", httpTypes, logging, nioCore, nioHTTP1, nioPosix, subprocess,
            systemPackage,
        ],
        path: "Tests/EndToEnd", swiftSettings: settings),
]

let package = Package(
    name: "whence",
    platforms: [.macOS(.v26)],
    products: [
        .executable(name: "whence", targets: ["CommandLineMain"]),
        .executable(name: "whence-ingest", targets: ["IngestMain"]),
        .executable(name: "whence-agent", targets: ["AgentMain"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: shared + ingest + agent + commandLine + testing
)
