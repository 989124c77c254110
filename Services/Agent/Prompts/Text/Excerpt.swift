/// The beginning and the end of a text that is too long to be sent whole.
package enum Excerpt {
    /// - Parameters:
    ///   - bytes: At most, without the remark.
    ///   - remark: What stands where the middle was, of the number of bytes left out.
    package static func headAndTail(of text: String, bytes: Int, remark: (_ leftOut: Int) -> String) -> String {
        let utf8 = text.utf8
        guard utf8.count > bytes else { return text }
        // Causes stand more often at the end of a log, and at the head of a manifest or an answer: half and half serves both.
        let half = bytes / 2
        let head = prefix(of: text, bytes: half)
        let tail = suffix(of: text, bytes: bytes - half)
        return head + "\n" + remark(utf8.count - head.utf8.count - tail.utf8.count) + "\n" + tail
    }

    /// Not more bytes than these, and no character cut in two.
    package static func prefix(of text: String, bytes: Int) -> String {
        guard text.utf8.count > bytes else { return text }
        var end = text.utf8.index(text.startIndex, offsetBy: max(0, bytes))
        while end > text.startIndex, end.samePosition(in: text.unicodeScalars) == nil { end = text.utf8.index(before: end) }
        return String(text[..<end])
    }

    /// Not more Unicode scalars than these, with a mark where some were cut off.
    package static func prefix(of text: String, scalars limit: Int) -> String {
        // Cheap and most often true: there are never more scalars than bytes.
        guard text.utf8.count > limit, text.unicodeScalars.count > limit else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit))) + "…"
    }

    package static func suffix(of text: String, bytes: Int) -> String {
        guard text.utf8.count > bytes else { return text }
        var start = text.utf8.index(text.endIndex, offsetBy: -max(0, bytes))
        while start < text.endIndex, start.samePosition(in: text.unicodeScalars) == nil { start = text.utf8.index(after: start) }
        return String(text[start...])
    }
}
