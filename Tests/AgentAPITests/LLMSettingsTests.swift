import AgentApp
import LLM
import Primitives
import Providers
import Settings
import Testing

@Suite("The settings of language models")
struct LLMSettingsTests {
    private func load(_ environment: [String: String]) throws(SettingsError) -> LLMSettings {
        try LLMSettings.load(environment: environment)
    }

    private func problems(_ environment: [String: String]) -> [String] {
        do throws(SettingsError) {
            _ = try load(environment)
            return []
        } catch {
            return error.problems.map(\.key)
        }
    }

    @Test("without any there is no model, and no error")
    func none() throws {
        let settings = try load([:])
        #expect(settings.providers.isEmpty)
        #expect(settings.condenser == nil)
        #expect(settings.retry == ModelRetryPolicy(maximumAttempts: 5, minimumWait: .seconds(1), maximumWait: .seconds(60)))
    }

    @Test(
        "a key picks its provider",
        arguments: [
            (["GEMINI_API_KEY": "k"], ProviderKind.gemini, ProviderConfiguration.API.gemini), (["OPENAI_API_KEY": "k"], .openai, .openAIResponses),
            (["OPENAI_API_KEY": "k", "OPENAI_API": "chat"], .openai, .openAIChat), (["ANTHROPIC_API_KEY": "k"], .anthropic, .anthropicMessages),
            (
                ["AZURE_OPENAI_API_KEY": "k", "AZURE_OPENAI_ENDPOINT": "https://a.b", "AZURE_OPENAI_DEPLOYMENT": "d"], .azure,
                .azureChat(version: "v1")
            ),
            (["LLM_BASE_URL": "http://localhost:11434/v1", "LLM_MODEL_ID": "qwen3"], .local, .compatibleChat),
        ])
    func picked(environment: [String: String], kind: ProviderKind, api: ProviderConfiguration.API) throws {
        let provider = try #require(try load(environment).providers.first)
        #expect(provider.kind == kind)
        #expect(provider.api == api)
        #expect(!"\(provider)".contains("Secret(exposed"))
    }

    @Test("the chosen one comes first, the fallback after it, and the condenser is a model of the first")
    func chain() throws {
        let settings = try load([
            "AI_PROVIDER": "Anthropic", "ANTHROPIC_API_KEY": "a", "OPENAI_API_KEY": "o", "ANTHROPIC_MODEL_ID": "big",
            "LLM_FALLBACK_PROVIDER": "openai",
            "LLM_CONDENSE_MODEL_ID": "small",
        ])
        #expect(settings.providers.map(\.kind) == [.anthropic, .openai])
        #expect(settings.providers.first?.model == "big")
        #expect(settings.condenser?.identity == ModelIdentity(provider: "anthropic", model: "small"))
    }

    @Test(
        "a wrong combination is an error at the start",
        arguments: [
            (["AI_PROVIDER": "openai"], ["AI_PROVIDER"]), (["AI_PROVIDER": "clippy"], ["AI_PROVIDER"]),
            (["OPENAI_API_KEY": "o", "GEMINI_API_KEY": "g"], ["AI_PROVIDER"]), (["LLM_BASE_URL": "http://localhost"], ["AI_PROVIDER"]),
            (["AZURE_OPENAI_API_KEY": "k"], ["AI_PROVIDER"]),
            (["OPENAI_API_KEY": "o", "LLM_FALLBACK_PROVIDER": "gemini"], ["LLM_FALLBACK_PROVIDER"]),
            (["OPENAI_API_KEY": "o", "LLM_FALLBACK_PROVIDER": "openai"], ["LLM_FALLBACK_PROVIDER"]),
            (["LLM_FALLBACK_PROVIDER": "local", "LLM_CONDENSE_MODEL_ID": "m"], ["LLM_FALLBACK_PROVIDER", "LLM_CONDENSE_MODEL_ID"]),
            (["LLM_RETRY_MIN_WAIT": "70"], ["LLM_RETRY_MIN_WAIT"]), (["LLM_PRICES_JSON": "[1]"], ["LLM_PRICES_JSON"]),
            (["LLM_PRICES_JSON": #"{"m": {"input": "much", "outptu": 3}}"#], ["LLM_PRICES_JSON", "LLM_PRICES_JSON", "LLM_PRICES_JSON"]),
        ])
    func wrong(environment: [String: String], keys: [String]) {
        #expect(problems(environment) == keys)
    }

    @Test(
        "a key stands in no description and no error, whichever it is and whatever else is set",
        arguments: ["GEMINI_API_KEY", "OPENAI_API_KEY", "ANTHROPIC_API_KEY", "AZURE_OPENAI_API_KEY", "LLM_API_KEY"])
    func planted(name: String) {
        let key = "sk-planted-0123456789"
        let others: [[String: String]] = [
            [:], ["AI_PROVIDER": "anthropic"], ["AI_PROVIDER": "clippy"], ["AI_PROVIDER": "azure"], ["LLM_BASE_URL": "no address"],
            ["AZURE_OPENAI_ENDPOINT": "https://a.b", "AZURE_OPENAI_DEPLOYMENT": "d"], ["LLM_BASE_URL": "http://localhost/v1", "LLM_MODEL_ID": "m"],
            ["LLM_FALLBACK_PROVIDER": "gemini"], ["LLM_CONDENSE_MODEL_ID": "small"], ["OPENAI_API_KEY": key, "ANTHROPIC_API_KEY": key],
        ]
        for other in others {
            var shown: String
            do throws(SettingsError) {
                let settings = try load(other.merging([name: key]) { $1 })
                shown = "\(settings) \(String(reflecting: settings))"
                dump(settings, to: &shown)
                for provider in settings.providers {
                    shown += "\(provider) \(provider.identity)"
                    // As an address is written in an error.
                    shown += provider.baseURL
                }
            } catch {
                shown = "\(error) \(String(reflecting: error))"
            }
            #expect(!shown.contains("planted"), "\(other)")
        }
    }

    @Test(
        "prices are a table in JSON or YAML",
        arguments: [
            #"{"anthropic/claude-*": {"input": 3, "cached_input": 0.3, "cache_write": 3.75, "output": 15}}"#,
            "anthropic/claude-*:\n  input: 3\n  cached_input: 0.3\n  cache_write: 3.75\n  output: 15\n",
        ])
    func prices(text: String) throws {
        let settings = try load(["LLM_PRICES_JSON": text])
        #expect(settings.prices == PriceTable(["anthropic/claude-*": .init(input: 3, cachedInput: 0.3, cacheWrite: 3.75, output: 15)]))
    }
}
