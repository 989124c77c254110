import Primitives
import Synchronization

/// A provider of language models on a real socket. It is strict: what its real API would refuse gets the API's error. What it takes is answered by a script.
package final class SimulatedProvider: Sendable {
    package enum API: String, Sendable, CaseIterable {
        case anthropic, responses, chat, gemini, azure, compatible
    }

    package static let key = "sk-simulated-0123456789abcdef"

    package let api: API
    private let server: ModelServer
    private let log: Log

    private final class Log: Sendable {
        let asks = Mutex<[ModelAsk]>([])
        let refusals = Mutex<[String]>([])
        let arrivals = Mutex(0)
        let prefixes = Mutex<Set<JSONValue>>([])
    }

    /// - Parameters:
    ///   - refusing: fields of a request that this server doesn't take, such as `response_format` of a local one. The message names the field.
    ///   - script: called on a thread of the server, one request at a time or several.
    package init(_ api: API, refusing: Set<String> = [], script: @escaping @Sendable (ModelAsk) -> ModelAct) async throws {
        self.api = api
        let log = Log()
        self.log = log
        let simulated = api.simulated
        server = try await ModelServer { request in
            let number = log.arrivals.withLock { count in
                defer { count += 1 }
                return count
            }
            do throws(APIRefusal) {
                try simulated.authorize(request)
                let body = try APIRefusal.json(request.body)
                for field in refusing.sorted() where body[field] != nil { throw APIRefusal(400, "unsupported parameter: \(field)") }
                try simulated.check(body, request)
                let ask = simulated.ask(body, request, number: number)
                log.asks.withLock { $0.append(ask) }
                let cached = !log.prefixes.withLock { $0.insert(simulated.prefix(body)).inserted }
                return simulated.perform(script(ask), ask, cached: cached)
            } catch {
                log.refusals.withLock { $0.append(error.message) }
                return simulated.answer(error)
            }
        }
    }

    /// What goes into the settings as the provider's address.
    package var address: String { server.address + api.simulated.basePath }

    /// Connections that are open now.
    package var connections: Int { server.connections }

    /// Requests that were taken, in the order of their arrival.
    package var asks: [ModelAsk] { log.asks.withLock { $0 } }

    /// Why requests were refused.
    package var refusals: [String] { log.refusals.withLock { $0 } }

    package func stop() async throws {
        try await server.stop()
    }

    /// Runs a provider while `body` runs.
    package static func run<Value>(
        _ api: API, refusing: Set<String> = [], script: @escaping @Sendable (ModelAsk) -> ModelAct, _ body: (SimulatedProvider) async throws -> Value
    ) async throws -> Value {
        let provider = try await SimulatedProvider(api, refusing: refusing, script: script)
        do {
            let value = try await body(provider)
            try await provider.stop()
            return value
        } catch {
            try await provider.stop()
            throw error
        }
    }
}

extension SimulatedProvider.API {
    var simulated: any SimulatedAPI {
        switch self {
        case .anthropic: SimulatedAnthropic()
        case .responses: SimulatedResponses()
        case .chat: SimulatedChat(isAzure: false, isLocal: false)
        case .azure: SimulatedChat(isAzure: true, isLocal: false)
        case .compatible: SimulatedChat(isAzure: false, isLocal: true)
        case .gemini: SimulatedGemini()
        }
    }
}
