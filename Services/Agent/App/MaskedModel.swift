import LLM
import Masking
import Synchronization

/// A model whose words pass the masking boundary while they come in, however they were cut: people may watch them.
///
/// The whole reply passes it with the answer that is made of it.
struct MaskedModel: LanguageModel {
    let base: any LanguageModel
    let masker: Masker

    var identity: ModelIdentity { base.identity }

    func reply(
        to request: ModelRequest, onProgress: @escaping @Sendable (ModelProgress) -> Void
    ) async throws(ModelError) -> ModelReply {
        let words = Words(masker)
        let reply = try await base.reply(to: request) { progress in
            for shown in words.take(progress) { onProgress(shown) }
        }
        for shown in words.rest() { onProgress(shown) }
        return reply
    }

    /// What was said so far, and what of it may be shown.
    private final class Words: Sendable {
        private let masker: Masker
        private let stream: Mutex<MaskingStream>

        init(_ masker: Masker) {
            self.masker = masker
            stream = Mutex(masker.session().stream())
        }

        func take(_ progress: ModelProgress) -> [ModelProgress] {
            switch progress {
            case .text(let piece): return Self.text(stream.withLock { $0.feed(piece) })
            case .call: return rest() + [progress]
            case .restarted:
                _ = rest()
                return [progress]
            }
        }

        /// What was kept back, at the end of a text.
        func rest() -> [ModelProgress] {
            Self.text(
                stream.withLock { stream in
                    let rest = stream.finish()
                    stream = masker.session().stream()
                    return rest
                })
        }

        private static func text(_ text: String) -> [ModelProgress] { text.isEmpty ? [] : [.text(text)] }
    }
}
