import LLM

/// What an attempt took that broke before its provider told: it is paid all the same, and several formats tell in their last event only.
enum Estimate {
    /// Of English and of JSON, roughly (https://help.openai.com/en/articles/4936856).
    private static let bytesPerToken = 4

    /// - Parameters:
    ///   - sent: bytes of the request.
    ///   - received: bytes of text that came.
    static func complete(_ usage: inout TokenUsage, sent: Int, received: Int) {
        let output = (received + bytesPerToken - 1) / bytesPerToken
        guard usage.input == 0 || usage.output < output else { return }
        if usage.input == 0 { usage.input = (sent + bytesPerToken - 1) / bytesPerToken }
        usage.output = max(usage.output, output)
        usage.estimatedCalls = usage.calls
    }
}
