/// Bodies in Whence's own format.
enum NativeBodies {
    private static let labels = #""labels":{"alertname":"BackupFailed","namespace":"shop","cronjob":"backup","severity":"warning"}"#

    static let cases: [Case] = [
        Case(
            "one alert, of labels alone", .native("{\(labels)}"), rows: ["home/BackupFailed firing 08:00:00 ×1 warning → workload:shop/backup"]),
        Case(
            "sent again without a start, it is the same one",
            .native("{\(labels)}"), .native("[{\(labels)}]").after(.seconds(60)), .native(#"{"alerts":[{\#(labels)}]}"#).after(.seconds(60)),
            rows: ["home/BackupFailed firing 08:00:00 ×3 warning → workload:shop/backup"]),
        Case(
            "resolved without times", .native("{\(labels)}"), .native(#"{\#(labels),"status":"resolved"}"#).after(.seconds(60)),
            rows: ["home/BackupFailed resolved 08:00:00–08:01:00 ×2 warning → workload:shop/backup"]),
        Case(
            "two with what they share, which comes last",
            .native(
                #"{"alerts":[{"labels":{"alertname":"A"}},{"labels":{"alertname":"B"},"status":"resolved"}],"status":"firing","groupKey":"backup","thread_ts":"1.2"}"#
            ),
            rows: ["home/A firing 08:00:00 ×1 - → group:backup", "home/B resolved 08:00:00–08:00:00 ×1 -"]),
        Case(
            "an identity of its own", .native(#"{"labels":{"alertname":"A","node":"n1"},"fingerprint":"my-id"}"#),
            .native(#"{"labels":{"alertname":"A","node":"n1","try":"2"},"fingerprint":"my-id"}"#).after(.seconds(1)),
            rows: ["home/A firing 08:00:00 ×2 - → node:n1"]),
        Case("no labels", .native(#"{"annotations":{"summary":"s"}}"#).refused("labels"), rows: []),
        Case(
            "a mistake in a list", .native(#"[{"labels":{"node":"n1","alertname":"A"}},{"labels":"x"},{}]"#).rejecting("[1].labels", "[2].labels"),
            rows: ["home/A firing 08:00:00 ×1 - → node:n1"]),
        Case(
            "a mistake in an object of alerts",
            .native(#"{"alerts":[{"labels":"x"},{"labels":{"node":"n1","alertname":"A"}}]}"#)
                .rejecting("alerts[0].labels"), rows: ["home/A firing 08:00:00 ×1 - → node:n1"]),
        Case("a label too long", .native(#"{"labels":{"a":"\#(String(repeating: "x", count: 40_000))"}}"#).refused("labels.a"), rows: []),
        Case("a text", .native(#""down""#).refused("body"), rows: []),
        Case("an array of arrays", .native("[[]]").refused("[0]"), rows: []),
    ]
}
