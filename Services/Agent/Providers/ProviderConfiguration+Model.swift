package import HTTPKit
package import LLM

extension ProviderConfiguration {
    /// The model itself, without any wrapper: it tries once.
    ///
    /// - Parameters:
    ///   - silence: how long the provider may send nothing at all.
    ///   - redact: takes out of a provider's error what mustn't be shown.
    package func model(
        over transport: any StreamingTransport, silence: Duration, redact: @escaping @Sendable (String) -> String = { $0 }
    ) -> any LanguageModel {
        func served(_ format: some WireFormat, known: Omissions = []) -> any LanguageModel {
            ServedModel(format, transport: transport, silence: silence, known: known, redact: redact)
        }
        switch api {
        case .anthropicMessages: return served(AnthropicMessages(self))
        case .openAIResponses: return served(OpenAIResponses(self))
        case .openAIChat: return served(OpenAIChat(self, server: .openAI))
        case .azureChat(let version): return served(OpenAIChat(self, server: .azure(version: version)))
        case .compatibleChat: return served(OpenAIChat(self, server: .compatible), known: .completionTokens)
        case .gemini: return served(GeminiGenerateContent(self))
        }
    }
}
