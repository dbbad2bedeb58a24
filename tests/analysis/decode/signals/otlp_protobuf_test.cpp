// Requests in protobuf that say the same as requests in JSON are told alike.

#include "tests/support/test_registry.h"

#include <QTest>

#include <protozero/pbf_writer.hpp>

#include "tests/analysis/decode/signals/signal_recorder.h"

using namespace causeway::decode;
using protozero::pbf_writer;

namespace {

std::string field(std::uint32_t number, const std::string &bytes)
{
    std::string out;
    pbf_writer(out).add_bytes(number, bytes);
    return out;
}

std::string text(const std::string &value) { return field(1, value); }

std::string integer(std::int64_t value)
{
    std::string out;
    pbf_writer(out).add_int64(3, value);
    return out;
}

std::string attribute(std::uint32_t number, const std::string &key, const std::string &value)
{
    return field(number, field(1, key) + field(2, value));
}

std::string fixed(std::uint32_t number, std::uint64_t value)
{
    std::string out;
    pbf_writer(out).add_fixed64(number, value);
    return out;
}

std::string real(std::uint32_t number, double value)
{
    std::string out;
    pbf_writer(out).add_double(number, value);
    return out;
}

std::string varint(std::uint32_t number, std::uint64_t value)
{
    std::string out;
    pbf_writer(out).add_uint64(number, value);
    return out;
}

std::string bytes(std::initializer_list<int> values)
{
    std::string out;
    for (const int value : values)
        out += static_cast<char>(value);
    return out;
}

// { resource, scope, elements }
std::string request(const std::string &elements)
{
    const std::string resource = field(1, attribute(1, "service.name", text("shop")) + attribute(1, "k8s.pod.name", text("shop-1")));
    const std::string scope = field(1, field(1, "lib") + field(2, "1.0"));
    return field(1, resource + field(2, scope + elements));
}

std::string spanRequest()
{
    const std::string trace = bytes({0, 0, 0, 0, 0, 0, 0, 1, 0xff, 0, 0, 0, 0, 0, 0, 2});
    const std::string values = field(1, text("a")) + field(1, integer(-1)) + field(1, field(6, attribute(1, "k", varint(2, 1))));
    const std::string span = field(1, trace) + field(2, bytes({0, 0, 0, 0, 0, 0, 0, 9})) + field(4, bytes({0, 0, 0, 0, 0, 0, 0, 8})) + field(5, "pay") + varint(6, 3) +
                             fixed(7, 100) + fixed(8, 150) + attribute(9, "list", field(5, values)) + attribute(9, "raw", field(7, bytes({0, 1, 2}))) +
                             attribute(9, "ratio", real(4, 0.5)) + field(11, fixed(1, 120) + field(2, "retry") + attribute(3, "n", integer(2))) +
                             field(13, field(1, trace) + field(2, bytes({0, 0, 0, 0, 0, 0, 0, 7}))) + field(15, field(2, "declined") + varint(3, 2)) + varint(99, 1);
    return request(field(2, span) + field(2, field(1, "short") + field(5, "bad id") + fixed(7, 1)));
}

std::string metricRequest()
{
    std::string packedCounts, packedBounds;
    {
        pbf_writer counts(packedCounts);
        const std::vector<std::uint64_t> values{1, 0, 2};
        counts.add_packed_fixed64(6, values.begin(), values.end());
        pbf_writer bounds(packedBounds);
        const std::vector<double> limits{1, 2.5};
        bounds.add_packed_double(7, limits.begin(), limits.end());
    }
    const std::string sum = field(1, "requests") + field(2, "all") + field(3, "1") +
                            field(7, field(1, fixed(3, 7) + fixed(6, 12) + attribute(7, "code", integer(200))) + varint(2, 2) + varint(3, 1));
    const std::string gauge = field(1, "load") + field(5, field(1, fixed(3, 9) + real(4, -0.25)));
    const std::string histogram = field(1, "latency") + field(9, field(1, fixed(3, 9) + fixed(4, 3) + real(5, 6.5) + packedCounts + packedBounds) + varint(2, 1));
    return request(field(2, sum) + field(2, gauge) + field(2, histogram));
}

std::string logRequest()
{
    return request(field(2, fixed(1, 5) + varint(2, 17) + field(3, "ERROR") + field(5, text("bo\xffom")) + attribute(6, "k", integer(1)) +
                            field(9, bytes({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3})) + field(10, bytes({0, 0, 0, 0, 0, 0, 0, 4})) + fixed(11, 6)));
}

constexpr const char *kResource = "resource r1 {service.name=shop, k8s.pod.name=shop-1}\n";
constexpr const char *kSpans =
    "span 1ff00000000000002:9<8 shop/pay client @100+50 error:declined {list=j[\"a\",-1,{\"k\":true}], raw=j\"AAEC\", ratio=d0.5}"
    " event(retry @120 {n=i2}) link(1ff00000000000002:7) scope(lib 1.0) r1\n";

} // namespace

class OtlpProtobufTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void isToldAsWorkedOut_data()
    {
        QTest::addColumn<QByteArray>("document");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const std::string &document, const std::string &expected) {
            QTest::newRow(name) << QByteArray::fromStdString(document) << QString::fromStdString(expected);
        };
        const std::string spans = std::string(kResource) + kSpans;
        row("spans", spanRequest(), spans + "skipped at " + std::to_string(spanRequest().find("short") - 2) + ": a trace id cannot be read\n");
        row("metrics", metricRequest(),
            std::string(kResource) + "point shop/shop-1 requests[1] \"all\" sum cumulative monotonic @7 =d12 {code=i200} scope(lib 1.0) r1\n"
                                     "point shop/shop-1 load gauge @9 =d-0.25 scope(lib 1.0) r1\n"
                                     "point shop/shop-1 latency_count histogram delta monotonic @9 =d3 scope(lib 1.0) r1\n"
                                     "point shop/shop-1 latency_sum histogram delta @9 =d6.5 scope(lib 1.0) r1\n"
                                     "point shop/shop-1 latency_bucket histogram delta monotonic @9 =d1 {le=1} scope(lib 1.0) r1\n"
                                     "point shop/shop-1 latency_bucket histogram delta monotonic @9 =d1 {le=2.5} scope(lib 1.0) r1\n"
                                     "point shop/shop-1 latency_bucket histogram delta monotonic @9 =d3 {le=+Inf} scope(lib 1.0) r1\n");
        row("logs", logRequest(),
            std::string(kResource) + "log @5 observed@6 error:ERROR shop 3:4 body=bo\xEF\xBF\xBDom {k=i1} scope(lib 1.0) r1\n"
                                     "noted at " +
                std::to_string(logRequest().find("ERROR") - 13) + ": bytes that are not UTF-8 were replaced\n");
        row("several requests", logRequest() + logRequest(), "");
        row("empty", "", "error: The document is not OTLP in protobuf: nothing in it is what the format tells.\n");
        row("other", "hello world", "skipped at 4: the rest of a message is damaged\nerror: The document is not OTLP in protobuf: nothing in it is what the format tells.\n");
    }
    void isToldAsWorkedOut()
    {
        QFETCH(QByteArray, document);
        QFETCH(QString, expected);
        const std::string whole = document.toStdString();
        const std::string told = test::record("otlp-protobuf", whole, whole.size() + 1);
        if (!expected.isEmpty())
            QCOMPARE(QString::fromStdString(told), expected);
        for (const std::size_t piece : {1, 2, 3, 7, 64})
            QCOMPARE(QString::fromStdString(test::record("otlp-protobuf", whole, piece)), QString::fromStdString(told));
    }

    void framesAreToldLikeRequests()
    {
        const std::string request = spanRequest();
        const auto frame = [](const std::string &message) {
            const auto size = static_cast<std::uint32_t>(message.size());
            return bytes({static_cast<int>(size >> 24), static_cast<int>(size >> 16 & 255), static_cast<int>(size >> 8 & 255), static_cast<int>(size & 255)}) + message;
        };
        const std::string damaged = request.substr(0, 1) + std::string(12, '\xff') + request.substr(13);
        const std::string told = test::record("otlp-protobuf", frame(request) + frame(damaged) + frame("") + frame(request), 1'000);
        QCOMPARE(QString::fromStdString(told).count(QString::fromLatin1("shop/pay")), 2);
        QVERIFY2(told.find("the rest of a message is damaged") != std::string::npos, told.c_str());
        QVERIFY2(told.find("incomplete") == std::string::npos, told.c_str());
        const std::string cut = frame(request) + frame(request).substr(0, 100);
        QVERIFY(test::record("otlp-protobuf", cut, 11).ends_with("incomplete at byte " + std::to_string(cut.size()) + ": the document breaks off\n"));
    }

    void anyCutAndAnyByteIsHarmless()
    {
        const std::string document = spanRequest() + metricRequest() + logRequest();
        for (std::size_t size = 0; size < document.size(); ++size) {
            const std::string cut = document.substr(0, size);
            QCOMPARE(test::record("otlp-protobuf", cut, 1), test::record("otlp-protobuf", cut, 1'000));
        }
        for (std::size_t at = 0; at < document.size(); ++at)
            for (const int value : {0x00, 0x0a, 0x7f, 0x80, 0xff}) {
                std::string damaged = document;
                damaged[at] = static_cast<char>(value);
                QCOMPARE(test::record("otlp-protobuf", damaged, 3), test::record("otlp-protobuf", damaged, 1'000));
            }
    }

    void nestedValuesHaveABound()
    {
        std::string value = integer(1);
        for (int i = 0; i < 200; ++i)
            value = field(5, field(1, value));
        const std::string told = test::record("otlp-protobuf", request(field(2, fixed(7, 1) + attribute(9, "deep", value))), 1'000);
        QVERIFY2(told.find("values lie too deep within values") != std::string::npos, told.c_str());
    }
};

CAUSEWAY_TEST(OtlpProtobufTest)
#include "otlp_protobuf_test.moc"
