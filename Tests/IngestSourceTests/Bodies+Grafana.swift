/// Bodies of Grafana's unified alerting.
enum GrafanaBodies {
    private static let labels = #""labels":{"alertname":"HighMemory","grafana_folder":"shop","namespace":"shop","pod":"orders-db-0"}"#
    private static let start = #""startsAt":"2026-11-21T09:51:03.157076+02:00""#

    static let cases: [Case] = [
        Case(
            "one that fires, with all that Grafana sends",
            Delivery(
                path: "/webhook/grafana",
                body: #"""
                    {"receiver":"whence","status":"firing","orgId":1,"alerts":[{"status":"firing",
                     "labels":{"alertname":"HighMemory","grafana_folder":"shop","namespace":"shop","pod":"orders-db-0"},
                     "annotations":{"summary":"Memory is running out"},"startsAt":"2026-11-21T09:51:03.157076+02:00",
                     "endsAt":"0001-01-01T00:00:00Z","generatorURL":"https://g/alerting/x/view","fingerprint":"c6eadffa33fcdf37",
                     "silenceURL":"https://g/silence","dashboardURL":"","panelURL":"","imageURL":"https://g/image.png","orgId":1,
                     "values":{"C":1,"B":44.25}}],
                     "groupLabels":{},"commonLabels":{},"commonAnnotations":{},"externalURL":"https://g/","version":"1",
                     "groupKey":"{}/{}:{alertname=\"HighMemory\"}","truncatedAlerts":0,"title":"[FIRING:1]","state":"alerting","message":"m"}
                    """#),
            rows: ["home/HighMemory firing 07:51:03 ×1 - → workload:shop/orders-db"]),
        Case(
            "it fires and is resolved",
            .grafana(#"\#(labels),"status":"firing",\#(start)"#),
            .grafana(#"\#(labels),"status":"resolved",\#(start),"endsAt":"2026-11-21T10:01:00+02:00""#, outer: #""state":"ok""#).after(.seconds(60)),
            rows: ["home/HighMemory resolved 07:51:03–08:01:00 ×2 - → workload:shop/orders-db"]),
        Case(
            "a query without data",
            .grafana(
                #""labels":{"alertname":"DatasourceNoData","datasource_uid":"P1","ref_id":"A","rulename":"HighMemory"},"status":"firing",\#(start),"values":null,"valueString":"""#,
                outer: #""groupKey":"{}:{}""#),
            rows: ["home/DatasourceNoData firing 07:51:03 ×1 - → group:{}:{}"]),
        Case(
            "a query that failed",
            .grafana(
                #""labels":{"alertname":"DatasourceError","rulename":"HighMemory","node":"n1"},"annotations":{"Error":"timeout"},"status":"firing",\#(start),"values":{"A":null,"B":"NaN"}"#
            ),
            rows: ["home/DatasourceError firing 07:51:03 ×1 - → node:n1"]),
        Case(
            "a cluster in the path", .grafana(#"\#(labels),\#(start)"#, path: "/east"),
            rows: ["east/HighMemory firing 07:51:03 ×1 - → workload:shop/orders-db"]),
        Case("no alerts", Delivery(path: "/webhook/grafana", body: #"{"status":"firing","orgId":1}"#).refused("alerts"), rows: []),
        Case("an address that is a number", .grafana(#"\#(labels),\#(start),"panelURL":7"#).refused("alerts[0].panelURL"), rows: []),
        Case("a status of the old kind of alerting", .grafana(#"\#(labels),\#(start),"status":"alerting""#).refused("alerts[0].status"), rows: []),
    ]
}
