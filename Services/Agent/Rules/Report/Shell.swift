/// Words of a command line that a person will paste: names come from the cluster and from logs, and may hold anything.
enum Shell {
    private static let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=@,".utf8)

    static func quoted(_ word: String) -> String {
        if !word.isEmpty, word.utf8.allSatisfy(plain.contains) { return word }
        var bytes = [UInt8(ascii: "'")]
        for byte in word.utf8 {
            // A quote ends the quoting, stands escaped, and starts it again.
            if byte == UInt8(ascii: "'") { bytes += Array("'\\''".utf8) } else if byte >= 0x20 { bytes.append(byte) }
        }
        bytes.append(UInt8(ascii: "'"))
        return String(decoding: bytes, as: UTF8.self)
    }
}
