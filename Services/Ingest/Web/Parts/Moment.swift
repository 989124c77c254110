import Primitives

extension HTML {
    /// A time in UTC to the second, with the exact one for machines.
    static func time(_ moment: Timestamp) -> HTML {
        let exact = moment.description
        let readable = exact.prefix(10) + " " + exact.dropFirst(11).prefix(8) + " UTC"
        return "<time datetime=\"\(exact)\">\(readable)</time>"
    }

    /// `45 s`, `12 min`, `3 h 5 min`, `2 d 4 h`: two units at most, because nobody reads a third.
    static func duration(_ duration: Duration) -> HTML {
        let seconds = max(0, duration.components.seconds)
        let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400)
        if days > 0 { return "\(days) d \(hours % 24) h" }
        if hours > 0 { return "\(hours) h \(minutes % 60) min" }
        if minutes > 0 { return "\(minutes) min" }
        return "\(seconds) s"
    }
}
