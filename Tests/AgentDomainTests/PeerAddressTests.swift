import AgentDomain
import Testing

@Suite struct PeerAddressTests {
    static let table: [(String, [String])] = [
        ("postgres://orders:pw@orders-db:5432/orders", ["orders-db:5432"]),
        ("http://orders.shop.svc.cluster.local:80/x", ["orders.shop.svc.cluster.local:80"]),
        ("redis://cache", ["cache:6379"]), ("jdbc:postgresql://db.shop:5433/app?x=1", ["db.shop:5433"]),
        ("user:pass@tcp(mysql:3306)/db", ["mysql:3306"]),
        ("kafka-0:9092,kafka-1:9092", ["kafka-0:9092", "kafka-1:9092"]),
        ("ERROR could not connect to database at orders-db:5432: connection refused", ["orders-db:5432"]),
        ("dial tcp 10.96.0.10:53: i/o timeout", ["10.96.0.10:53"]), ("at main.go:42 in server.py:7", []), ("12:30:45 INFO ready", []),
        ("image registry.example/app:1.0", []),
        ("listening on 0.0.0.0:8080 and localhost:9090", []), ("mongodb+srv://u:p@cluster0.example.net/db", ["cluster0.example.net:27017"]),
        ("ratio 3:4, a:99999", []),
    ]

    @Test(arguments: table) func addressesAreFoundInText(text: String, expected: [String]) {
        #expect(PeerAddress.scan(text).map(\.description) == expected)
    }
}
