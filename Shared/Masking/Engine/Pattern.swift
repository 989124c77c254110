import CPCRE2

/// A compiled pattern.
///
/// `@unchecked Sendable`: PCRE2 only reads a pattern once it is compiled (pcre2api, "Multithreading"); what a match writes to is ``MatchScratch``.
final class Pattern: @unchecked Sendable {
    private let code: OpaquePointer
    /// The group that is the secret, where not all of the match is.
    let secretGroup: Int

    struct Invalid: Error, CustomStringConvertible {
        var description: String
    }

    /// - Parameters:
    ///   - isText: whether it sees Unicode scalars. Built-in patterns see bytes.
    init(_ pattern: String, isText: Bool = false) throws(Invalid) {
        var (error, offset) = (Int32(0), 0)
        let options = isText ? PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | UInt32(PCRE2_NEVER_BACKSLASH_C) : 0
        let bytes = Array(pattern.utf8)
        guard let code = pcre2_compile_8(bytes, bytes.count, options, &error, &offset, nil) else {
            throw Invalid(description: "\(Self.message(error)) at byte \(offset)")
        }
        self.code = code
        // Where memory can't be made executable, the interpreter takes over by itself.
        pcre2_jit_compile_8(code, PCRE2_JIT_COMPLETE | PCRE2_JIT_PARTIAL_HARD)
        let named = pcre2_substring_number_from_name_8(code, Array("secret".utf8) + [0])
        secretGroup = named > 0 ? Int(named) : 0
    }

    deinit {
        pcre2_code_free_8(code)
    }

    private static func message(_ error: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 256)
        let length = pcre2_get_error_message_8(error, &buffer, buffer.count)
        return length > 0 ? String(decoding: buffer.prefix(Int(length)), as: UTF8.self) : "error \(error)"
    }

    /// Whether it can match without taking a byte; it would be found everywhere.
    var matchesNothing: Bool {
        var isEmpty: UInt32 = 0
        pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_MATCHEMPTY), &isEmpty)
        return isEmpty == 1
    }

    enum Outcome {
        case none
        /// The secret and all of the match.
        case found(secret: Range<Int>, whole: Range<Int>)
        /// More bytes could change it.
        case undecided
        /// Given up at the match limit.
        case exceeded
    }

    /// - Parameters:
    ///   - window: what it may see; lookbehind sees what is before `start`.
    ///   - isAnchored: whether it must match at `start`.
    func match(
        _ bytes: UnsafeBufferPointer<UInt8>, window: Range<Int>, from start: Int, isAnchored: Bool, isOpen: Bool, _ scratch: MatchScratch
    ) -> Outcome {
        guard let base = bytes.baseAddress else { return .none }
        let options = (isAnchored ? PCRE2_ANCHORED : 0) | (isOpen ? PCRE2_PARTIAL_HARD : 0)
        let subject = base + window.lowerBound
        let result = pcre2_match_8(code, subject, window.count, start - window.lowerBound, options, scratch.data, scratch.context)
        switch result {
        case 1...: break
        case PCRE2_ERROR_NOMATCH: return .none
        case PCRE2_ERROR_PARTIAL: return .undecided
        default: return .exceeded
        }
        guard let offsets = pcre2_get_ovector_pointer_8(scratch.data) else { return .none }
        func range(_ group: Int) -> Range<Int>? {
            guard group < Int(result), offsets[2 * group] <= offsets[2 * group + 1], offsets[2 * group] != Int.max else { return nil }
            return offsets[2 * group] + window.lowerBound..<offsets[2 * group + 1] + window.lowerBound
        }
        guard let whole = range(0), !whole.isEmpty else { return .none }
        return .found(secret: range(secretGroup) ?? whole, whole: whole)
    }
}

/// What a match writes to, for one call at a time.
final class MatchScratch {
    /// Steps that one match may take. Built-in patterns need a few for each byte of what they match.
    static let matchLimit: UInt32 = 50_000

    let data: OpaquePointer?
    let context: OpaquePointer?
    private let stack: OpaquePointer?

    /// - Parameter isDeep: for patterns that may need more than the 32 KiB of stack that compiled ones have by themselves.
    init(isDeep: Bool = false) {
        data = pcre2_match_data_create_8(8, nil)
        context = pcre2_match_context_create_8(nil)
        stack = isDeep ? pcre2_jit_stack_create_8(32 << 10, 512 << 10, nil) : nil
        pcre2_set_match_limit_8(context, Self.matchLimit)
        pcre2_set_heap_limit_8(context, 1 << 10)
        if let stack { pcre2_jit_stack_assign_8(context, nil, UnsafeMutableRawPointer(stack)) }
    }

    deinit {
        if let stack { pcre2_jit_stack_free_8(stack) }
        pcre2_match_context_free_8(context)
        pcre2_match_data_free_8(data)
    }
}
