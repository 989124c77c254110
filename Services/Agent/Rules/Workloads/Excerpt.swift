extension StringProtocol {
    /// One line of at most so many characters. What is too long loses its middle: messages that wrap others end with the decisive words.
    func excerpt(_ length: Int) -> String {
        let line = split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard line.count > length else { return line }
        let tail = length / 2
        return "\(line.prefix(length - tail - 3)) … \(line.suffix(tail))"
    }
}
