import LLM
import Telemetry

/// Makes a span of each call within a traced piece of work, with all its attempts, by OpenTelemetry's conventions for generative AI.
///
/// What was asked and answered isn't in it: neither prompts nor words of a model leave for a collector.
///
/// Source: https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/
struct TracedModel: LanguageModel {
    let base: any LanguageModel

    var identity: ModelIdentity { base.identity }

    func reply(
        to request: ModelRequest, onProgress: @escaping @Sendable (ModelProgress) -> Void
    ) async throws(ModelError) -> ModelReply {
        try await withSpan("chat \(identity.model)", .client, attributes(of: request)) { span throws(ModelError) in
            do throws(ModelError) {
                let reply = try await base.reply(to: request, onProgress: onProgress)
                span?.set("gen_ai.response.finish_reasons", .texts([reply.stop.label]))
                span?.set(reply.usage)
                return reply
            } catch {
                span?.set(error.usage)
                span?.fail(error.detail, type: error.reason.rawValue)
                throw error
            }
        }
    }

    private func attributes(of request: ModelRequest) -> SpanAttributes {
        [
            "gen_ai.operation.name": "chat", "gen_ai.provider.name": .text(identity.conventionalProvider),
            "gen_ai.request.model": .text(identity.model), "gen_ai.request.max_tokens": .count(request.maximumOutputTokens),
        ]
    }
}

extension ActiveSpan {
    fileprivate func set(_ usage: TokenUsage) {
        guard usage != TokenUsage() else { return }
        set("gen_ai.usage.input_tokens", .count(usage.input))
        set("gen_ai.usage.output_tokens", .count(usage.output))
        set("gen_ai.usage.cache_read.input_tokens", .count(usage.cachedInput))
        set("whence.llm.calls", .count(usage.calls))
    }
}

extension ModelIdentity {
    /// Providers by the names of the conventions, where they have one.
    fileprivate var conventionalProvider: String {
        switch provider {
        case "gemini": "gcp.gemini"
        case "azure": "azure.ai.openai"
        default: provider
        }
    }
}
