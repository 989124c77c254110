import HTTPKit
import HTTPTypes
import Primitives

/// When a provider wants to be asked again, in any of the ways that providers say it.
enum RetryHint {
    /// What is used up until somebody pays: longer than any request waits.
    static let longAfter = Duration.seconds(3600)

    static func wait(_ headers: HTTPFields, _ refusal: Refusal, now: Timestamp) -> Duration? {
        if refusal.isOutOfQuota || headers["x-should-retry"] == "false" { return longAfter }
        if let milliseconds = headers["retry-after-ms"].flatMap(Double.init) { return seconds(milliseconds / 1000) }
        if let fraction = headers["retry-after"].flatMap(Double.init) { return seconds(fraction) }
        if let wait = RetryPolicy.retryAfter(headers, now: now) { return wait }
        if let wait = retryInfo(refusal.details) { return wait }
        guard refusal.status == 429 else { return nil }
        return resets(headers, now: now).max()
    }

    /// Of the limits that are reached, when each is reset: OpenAI's and Azure's as a length of time, Anthropic's as a moment.
    ///
    /// Sources: https://platform.openai.com/docs/guides/rate-limits, https://docs.claude.com/en/api/rate-limits
    private static func resets(_ headers: HTTPFields, now: Timestamp) -> [Duration] {
        let lengths = ["requests", "tokens"].compactMap { kind -> Duration? in
            guard headers["x-ratelimit-remaining-\(kind)"].flatMap(Int.init) ?? 0 <= 0 else { return nil }
            return headers["x-ratelimit-reset-\(kind)"].flatMap(length)
        }
        let moments = ["requests", "tokens", "input-tokens", "output-tokens"].compactMap { kind -> Duration? in
            guard headers["anthropic-ratelimit-\(kind)-remaining"].flatMap(Int.init) ?? 0 <= 0 else { return nil }
            return headers["anthropic-ratelimit-\(kind)-reset"].flatMap { Timestamp(rfc3339: $0) }.map { max(.zero, $0 - now) }
        }
        return lengths + moments
    }

    /// Google's `RetryInfo`: `{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "34.5s"}`.
    ///
    /// Source: https://github.com/googleapis/googleapis/blob/master/google/rpc/error_details.proto
    private static func retryInfo(_ details: [JSONValue]) -> Duration? {
        details.lazy.filter { $0["@type"]?.string?.hasSuffix("google.rpc.RetryInfo") == true }
            .compactMap { $0["retryDelay"]?.string.flatMap(length) }.first
    }

    /// A length of time as Go writes it: `1s`, `6m0s`, `1.5s`, `20ms`, `1h0m0s`.
    static func length(_ text: String) -> Duration? {
        var total = 0.0
        var rest = text[...]
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            let unit = rest.dropFirst(number.count).prefix { $0.isLetter }
            guard let value = Double(number), let scale = ["ms": 0.001, "s": 1, "m": 60, "h": 3600][String(unit)] else { return nil }
            total += value * scale
            rest = rest[unit.endIndex...]
        }
        return text.isEmpty ? nil : seconds(total)
    }

    private static func seconds(_ value: Double) -> Duration? {
        value.isFinite && value >= 0 ? .milliseconds(Int64(min(value, 86_400) * 1000)) : nil
    }
}

extension HTTPFields {
    /// By a name that no type has.
    fileprivate subscript(name: String) -> String? {
        HTTPField.Name(name).flatMap { self[$0] }
    }
}
