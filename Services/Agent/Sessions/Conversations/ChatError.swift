package import LLM

/// Why a question of a chat has no answer.
package enum ChatError: Error, Hashable, Sendable {
    /// No model is configured, and the rules don't talk.
    case noModel
    case invalid(field: String, message: String)
    case unknownConversation
    /// Another question of the same conversation was answered meanwhile.
    case overtaken
    case sessions(SessionError)
    case model(ModelError)
    /// The model declined, in its words.
    case refused(String)
}
