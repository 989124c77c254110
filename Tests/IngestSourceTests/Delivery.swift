/// What is sent in which order, and what is in the database afterwards: a row of the table of bodies.
struct Case: Sendable {
    var name: String
    var deliveries: [Delivery]
    /// As ``SourceStore/rows()`` writes them.
    var rows: [String]

    init(_ name: String, _ deliveries: Delivery..., rows: [String]) {
        self.name = name
        self.deliveries = deliveries
        self.rows = rows
    }
}

/// One request, and how it is answered.
struct Delivery: Sendable {
    var path: String
    var body: String
    /// Since the delivery before it.
    var pause: Duration = .zero
    /// The fields that the answer names as wrong.
    var wrong: [String] = []
    /// 400 where nothing of it is taken.
    var status = 200
}

extension Delivery {
    /// A webhook of Alertmanager; each alert is the inside of an object.
    static func alertmanager(_ alerts: String..., outer: String = #""status":"firing""#, path: String = "") -> Delivery {
        Delivery(path: "/webhook/alertmanager\(path)", body: #"{"version":"4",\#(outer),"alerts":[\#(objects(alerts))]}"#)
    }

    static func grafana(_ alerts: String..., outer: String = #""status":"firing","orgId":1"#, path: String = "") -> Delivery {
        Delivery(path: "/webhook/grafana\(path)", body: #"{"version":"1",\#(outer),"alerts":[\#(objects(alerts))]}"#)
    }

    static func prometheus(_ alerts: String..., path: String = "/api/v2/alerts") -> Delivery {
        Delivery(path: path, body: "[\(objects(alerts))]")
    }

    static func native(_ body: String) -> Delivery {
        Delivery(path: "/api/v1/alerts", body: body)
    }

    static func generic(_ source: String, _ body: String, path: String = "") -> Delivery {
        Delivery(path: "/webhook/generic/\(source)\(path)", body: body)
    }

    func after(_ pause: Duration) -> Delivery {
        var copy = self
        copy.pause = pause
        return copy
    }

    /// Nothing is taken, for this field.
    func refused(_ field: String) -> Delivery {
        var copy = self
        (copy.status, copy.wrong) = (400, [field])
        return copy
    }

    /// It is taken, but for the alerts of these fields.
    func rejecting(_ fields: String...) -> Delivery {
        var copy = self
        copy.wrong = fields
        return copy
    }

    private static func objects(_ alerts: [String]) -> String {
        alerts.map { "{\($0)}" }.joined(separator: ",")
    }
}
