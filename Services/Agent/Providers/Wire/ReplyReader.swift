import HTTPKit
import HTTPTypes
import LLM
import Primitives

/// Reads the answer to one request as it comes in: events for the assembler, a whole JSON document of a server that doesn't stream, or an error's body.
struct ReplyReader<Assembler: ReplyAssembler>: ResponseReader {
    /// An error's text; longer ones are pages of proxies.
    private static var errorBytes: Int { 1 << 16 }

    var assembler: Assembler
    private let onProgress: @Sendable (ModelProgress) -> Void
    private(set) var head: ResponseHead?
    /// What isn't an event stream.
    private(set) var body: [UInt8] = []
    /// What is wrong with the stream.
    private(set) var failure: ModelError?
    /// Bytes of text that were told.
    private(set) var told = 0
    private var parser = EventStreamParser()
    private var shape = Shape.unknown

    private enum Shape {
        case unknown, events, document
    }

    init(assembler: Assembler, onProgress: @escaping @Sendable (ModelProgress) -> Void) {
        self.assembler = assembler
        self.onProgress = onProgress
    }

    var isSuccess: Bool { head?.status.kind == .successful }

    mutating func receive(_ head: ResponseHead) -> Bool {
        self.head = head
        return true
    }

    mutating func receive(_ bytes: [UInt8]) -> Bool {
        guard isSuccess else {
            body += bytes.prefix(Self.errorBytes - body.count)
            return body.count < Self.errorBytes
        }
        // Servers aren't all exact about their content type; a document begins with a bracket, and no event does.
        if shape == .unknown, let first = bytes.first(where: { $0 > 0x20 }) {
            shape = first == UInt8(ascii: "{") || first == UInt8(ascii: "[") ? .document : .events
        }
        guard shape == .events else {
            body += bytes
            return true
        }
        do throws(ModelError) {
            for event in try events(bytes) {
                for progress in try assembler.receive(event) {
                    if case .text(let text) = progress { told += text.utf8.count }
                    onProgress(progress)
                }
            }
            return true
        } catch {
            failure = error
            return false
        }
    }

    private mutating func events(_ bytes: [UInt8]) throws(ModelError) -> [StreamedEvent] {
        do throws(EventStreamParser.TooLarge) {
            return try parser.feed(bytes)
        } catch {
            throw ModelError(.malformed, detail: "the stream holds \(error)")
        }
    }

    /// Takes a whole answer in, where there is one.
    mutating func finishDocument() throws(ModelError) {
        guard shape == .document else { return }
        let document: JSONValue
        do throws(JSONDecodingError) {
            document = try JSONReader.read(body) { reader throws(JSONDecodingError) in try reader.value() }
        } catch {
            throw ModelError(.malformed, detail: "the answer \(error.message)")
        }
        try assembler.receive(whole: document)
    }
}
