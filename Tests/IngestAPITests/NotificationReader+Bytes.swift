import IngestAPI
import IngestDomain
import Primitives
import Testing

extension NotificationReader {
    func read(_ body: [UInt8], from name: String, cluster: String? = nil, at now: Timestamp) throws(IntakeError) -> Webhook {
        guard let source = AlertSources.known.first(where: { $0.name == name }) else {
            throw .failed(reason: "there is no source \(name)")
        }
        return try read(body, from: source, cluster: cluster, at: now)
    }

    func read(_ body: [UInt8], from source: any AlertSource, cluster: String? = nil, at now: Timestamp) throws(IntakeError) -> Webhook {
        let result = body.withUnsafeBytes { bytes in
            Result { () throws(IntakeError) in try read(bytes, from: source, cluster: cluster, at: now) }
        }
        return try result.get()
    }
}
