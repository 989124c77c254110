package import Primitives

/// One question to a model: the conversation so far, and what may come back.
package struct ModelRequest: Hashable, Sendable {
    /// The stable part. It comes first and changes least, so that providers' prompt caches hit.
    package var system: String
    /// Alternating, a user's turn first.
    package var turns: [Turn]
    package var tools: [ToolDefinition]
    package var toolUse: ToolUse
    /// What a final answer must look like; nil asks for plain text.
    package var answer: AnswerSchema?
    package var maximumOutputTokens: Int
    /// nil leaves it to the provider. Some models refuse it.
    package var temperature: Double?
    /// For the reply with all attempts at it.
    package var timeout: Duration

    package init(
        system: String, turns: [Turn], tools: [ToolDefinition] = [], toolUse: ToolUse = .auto, answer: AnswerSchema? = nil,
        maximumOutputTokens: Int = 4096, temperature: Double? = nil, timeout: Duration
    ) {
        self.system = system
        self.turns = turns
        self.tools = tools
        self.toolUse = toolUse
        self.answer = answer
        self.maximumOutputTokens = maximumOutputTokens
        self.temperature = temperature
        self.timeout = timeout
    }
}

package enum Turn: Hashable, Sendable {
    case user(String)
    case assistant(AssistantTurn)
    /// The answers to all calls of the assistant's turn before it, in their order.
    case results([ToolResult])
}

/// What a model said: text, calls of tools, or both.
package struct AssistantTurn: Hashable, Sendable {
    package var text: String
    package var calls: [ToolCall]
    /// What the same provider wants back unchanged with the next request and nobody else understands: signed thoughts. nil elsewhere.
    package var opaque: OpaqueState?

    package init(text: String = "", calls: [ToolCall] = [], opaque: OpaqueState? = nil) {
        self.text = text
        self.calls = calls
        self.opaque = opaque
    }
}

package struct OpaqueState: Hashable, Sendable {
    /// Another provider than this leaves it out.
    package var provider: String
    package var value: JSONValue

    package init(provider: String, value: JSONValue) {
        self.provider = provider
        self.value = value
    }
}

package struct ToolCall: Hashable, Sendable {
    /// Unique within the conversation; made up where a provider has none.
    package var id: String
    package var name: String
    package var arguments: ToolArguments

    package init(id: String, name: String, arguments: ToolArguments) {
        self.id = id
        self.name = name
        self.arguments = arguments
    }
}

/// Models write arguments as text, and not all of it is JSON.
package enum ToolArguments: Hashable, Sendable {
    case json(JSONValue)
    case malformed(String)
}

package struct ToolResult: Hashable, Sendable {
    package var callID: String
    package var name: String
    package var text: String
    package var isError: Bool

    package init(callID: String, name: String, text: String, isError: Bool = false) {
        self.callID = callID
        self.name = name
        self.text = text
        self.isError = isError
    }
}

package struct ToolDefinition: Hashable, Sendable {
    /// `[a-zA-Z0-9_-]{1,64}`: what all providers take.
    package var name: String
    package var summary: String
    /// A JSON Schema of an object.
    package var parameters: JSONValue

    package init(name: String, summary: String, parameters: JSONValue) {
        self.name = name
        self.summary = summary
        self.parameters = parameters
    }
}

package enum ToolUse: Hashable, Sendable {
    case auto
    /// Tools stay declared, since earlier turns speak of them, and may not be called.
    case none
}

/// Structured output: the JSON Schema of the final answer.
package struct AnswerSchema: Hashable, Sendable {
    package var name: String
    /// In the subset that all providers keep to: every property required, `additionalProperties: false`, `enum`, `anyOf` with null for what may be absent.
    package var schema: JSONValue

    package init(name: String, schema: JSONValue) {
        self.name = name
        self.schema = schema
    }
}
