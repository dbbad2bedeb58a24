#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <random>

#include "analysis/sessions/alignment.h"

using namespace causeway;
using namespace causeway::sessions;

namespace {

std::vector<std::uint32_t> keys(const QByteArray &letters)
{
    std::vector<std::uint32_t> out;
    for (const char c : letters)
        out.push_back(static_cast<std::uint32_t>(c));
    return out;
}

// "a -b +c d": what both have, what b alone has, what a alone has.
QByteArray drawn(const QByteArray &a, const QByteArray &b)
{
    const Alignment alignment = align(keys(a), keys(b));
    QByteArray text;
    qsizetype i = 0, j = 0;
    const auto until = [&](qsizetype toA, qsizetype toB) {
        for (; i < toA; ++i)
            text += QByteArray(" +") + a[i];
        for (; j < toB; ++j)
            text += QByteArray(" -") + b[j];
    };
    for (const auto &[x, y] : alignment.matches) {
        until(x, y);
        text += QByteArray(" ") + a[i];
        ++i, ++j;
    }
    until(a.size(), b.size());
    return text.trimmed();
}

// By the quadratic table.
std::uint64_t tableDistance(const std::vector<std::uint32_t> &a, const std::vector<std::uint32_t> &b)
{
    std::vector<std::uint64_t> row(b.size() + 1), before(b.size() + 1);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::swap(row, before);
        row[0] = 0;
        for (std::size_t j = 1; j <= b.size(); ++j)
            row[j] = a[i - 1] == b[j - 1] ? before[j - 1] + 1 : std::max(before[j], row[j - 1]);
    }
    return a.size() + b.size() - 2 * row[b.size()];
}

} // namespace

class AlignmentTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aligns_data()
    {
        QTest::addColumn<QByteArray>("a");
        QTest::addColumn<QByteArray>("b");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *name, const char *a, const char *b, const char *expected) { QTest::newRow(name) << QByteArray(a) << QByteArray(b) << QByteArray(expected); };
        row("nothing", "", "", "");
        row("equal", "abc", "abc", "a b c");
        row("only here", "abc", "", "+a +b +c");
        row("only there", "", "abc", "-a -b -c");
        row("missing in the middle", "abd", "abcd", "a b -c d");
        row("missing at the end", "ab", "abc", "a b -c");
        row("extra at the beginning", "xab", "ab", "+x a b");
        row("another one", "axc", "abc", "a +x -b c");
        row("swapped", "acb", "abc", "a +c b -c");
        row("nothing in common", "ab", "xy", "+a +b -x -y");
        row("repeated", "abbbc", "abc", "a b +b +b c");
    }
    void aligns()
    {
        QFETCH(QByteArray, a);
        QFETCH(QByteArray, b);
        QTEST(drawn(a, b), "expected");
    }

    void isShortestAndTrue()
    {
        std::mt19937 random(7);
        const auto make = [&random] {
            std::vector<std::uint32_t> out(random() % 40);
            for (std::uint32_t &key : out)
                key = random() % 5;
            return out;
        };
        for (int round = 0; round < 500; ++round) {
            const auto a = make(), b = make();
            const std::uint64_t expected = tableDistance(a, b);
            QCOMPARE(editDistance(a, b, 1000), std::optional<std::uint64_t>(expected));
            QCOMPARE(editDistance(a, b, expected), std::optional<std::uint64_t>(expected));
            if (expected > 0)
                QCOMPARE(editDistance(a, b, expected - 1), std::optional<std::uint64_t>());
            const Alignment alignment = align(a, b);
            QVERIFY(alignment.complete);
            QCOMPARE(a.size() + b.size() - 2 * alignment.matches.size(), expected);
            for (std::size_t i = 0; i < alignment.matches.size(); ++i) {
                const auto &[x, y] = alignment.matches[i];
                QVERIFY(x < a.size() && y < b.size() && a[x] == b[y]);
                QVERIFY(i == 0 || (alignment.matches[i - 1].first < x && alignment.matches[i - 1].second < y));
            }
        }
    }

    void tooDifferentIsSaid()
    {
        std::vector<std::uint32_t> a(kMostDifferences, 1), b(kMostDifferences, 2);
        a.front() = b.front() = 7;
        a.back() = b.back() = 8;
        const Alignment alignment = align(a, b);
        QVERIFY(!alignment.complete);
        QCOMPARE(alignment.matches.size(), std::size_t{2});
    }
};

CAUSEWAY_TEST(AlignmentTest)
#include "alignment_test.moc"
