// The logs of the made-up shop: the same bytes for a seed, as many lines as asked for, and a truth that the lines bear out.

#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "analysis/core/civil_time.h"
#include "analysis/demo/shop.h"

using namespace causeway;
using namespace causeway::demo;

namespace {

struct Seen {
    TimePoint time;
    std::string text; // without the header's time
};

bool beginsWithDigit(const std::string &line) { return !line.empty() && line[0] >= '0' && line[0] <= '9'; }

// Lines with a header, by request id, in order of time; "" for those without an id.
std::map<std::string, std::vector<Seen>> byRequest(const ShopLogs &logs)
{
    std::map<std::string, std::vector<Seen>> out;
    for (const ShopLogs::File &file : logs.files) {
        std::istringstream in(file.text);
        for (std::string line; std::getline(in, line);) {
            if (!beginsWithDigit(line))
                continue;
            const auto time = parseTime(line.substr(0, 23));
            if (!time)
                qFatal("no time in: %s", line.c_str());
            const std::size_t id = line.find("req-");
            out[id == std::string::npos ? std::string() : line.substr(id, 12)].push_back({*time, line.substr(23)});
        }
    }
    for (auto &[id, lines] : out)
        std::ranges::stable_sort(lines, {}, &Seen::time);
    return out;
}

std::size_t indexOf(const std::vector<Seen> &lines, const char *text)
{
    return static_cast<std::size_t>(std::ranges::find_if(lines, [&](const Seen &line) { return line.text.find(text) != std::string::npos; }) - lines.begin());
}
bool has(const std::vector<Seen> &lines, const char *text) { return indexOf(lines, text) < lines.size(); }
std::int64_t longestPause(const std::vector<Seen> &lines)
{
    std::int64_t longest = 0;
    for (std::size_t i = 1; i < lines.size(); ++i)
        longest = std::max(longest, (lines[i].time - lines[i - 1].time).count);
    return longest;
}

bool showsIt(const FaultyRequest &fault, const std::vector<Seen> &lines)
{
    const bool answered = has(lines, "answered 20") || has(lines, "answered 40") || has(lines, "answered 500");
    switch (fault.fault) {
    case Fault::Latency: return answered && longestPause(lines) > 1'500'000'000 && fault.to - fault.from > Nanos{1'500'000'000};
    case Fault::SkippedStep: return answered && has(lines, "/checkout") && !(has(lines, "Token of") && has(lines, "Invoice") && has(lines, "Confirmation of"));
    case Fault::WrongOrder:
        return answered && (indexOf(lines, "Captured payment") < indexOf(lines, "cardlink answered 200") || indexOf(lines, "announced") < indexOf(lines, "Authorising"));
    case Fault::Exception: return has(lines, "failed for") && has(lines, "answered 500");
    case Fault::RetryStorm: return std::ranges::count_if(lines, [](const Seen &line) { return line.text.find("timed out") != std::string::npos; }) >= 12;
    case Fault::Hang: return !answered && lines.back().time == fault.to;
    }
    return false;
}

ShopLogs make(std::uint64_t seed, std::size_t lines)
{
    const auto made = makeShop({seed, lines}, Job{});
    if (!made)
        qFatal("%s", made.error().toEnglish().c_str());
    return *made;
}

} // namespace

class DemoShopTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theSameSeedGivesTheSameBytes()
    {
        const ShopLogs one = make(3, 12'000), two = make(3, 12'000), other = make(4, 12'000);
        QCOMPARE(one.files.size(), std::size_t(4));
        for (std::size_t i = 0; i < one.files.size(); ++i) {
            QVERIFY(one.files[i].text == two.files[i].text);
            QVERIFY(one.files[i].text != other.files[i].text);
        }
        QVERIFY(truthCsv(one) == truthCsv(two));
        QVERIFY(truthCsv(one) != truthCsv(other));
    }
    void linesAreAsManyAsAskedFor_data()
    {
        QTest::addColumn<int>("lines");
        for (const int lines : {10'000, 12'345, 50'000})
            QTest::newRow(qPrintable(QString::number(lines))) << lines;
    }
    void linesAreAsManyAsAskedFor()
    {
        QFETCH(int, lines);
        std::ptrdiff_t made = 0;
        for (const ShopLogs::File &file : make(1, static_cast<std::size_t>(lines)).files)
            made += std::ranges::count(file.text, '\n');
        QCOMPARE(made, lines);
    }
    void tooFewAndTooManyAreRefused()
    {
        for (const std::size_t lines : {std::size_t(0), kFewestLines - 1, kMostLines + 1}) {
            const auto made = makeShop({1, lines}, Job{});
            QVERIFY(!made && made.error().code == ErrorCode::InvalidInput);
        }
        Job cancelled;
        cancelled.cancel.cancel();
        QVERIFY(!makeShop({1, 50'000}, cancelled));
    }
    void theLinesBearTheTruthOut_data()
    {
        QTest::addColumn<int>("seed");
        for (const int seed : {1, 2, 77})
            QTest::newRow(qPrintable(QString::number(seed))) << seed;
    }
    void theLinesBearTheTruthOut()
    {
        QFETCH(int, seed);
        const ShopLogs logs = make(static_cast<std::uint64_t>(seed), 50'000);
        const auto lines = byRequest(logs);
        QCOMPARE(lines.size(), logs.requests + 1);
        std::array<int, kFaults> kinds{};
        std::set<std::string> faulty;
        for (const FaultyRequest &fault : logs.faults) {
            const auto found = lines.find(fault.id);
            QVERIFY(found != lines.end());
            QVERIFY2(showsIt(fault, found->second), (fault.id + " " + std::string(toName(fault.fault))).c_str());
            QVERIFY(std::ranges::any_of(found->second, [&](const Seen &line) { return line.time == fault.from; }) || fault.from == fault.to);
            QVERIFY(!fault.service.empty() && fault.from <= fault.to && found->second.front().time >= logs.incidentFrom && fault.from < logs.incidentTo + Nanos{10'000'000'000});
            ++kinds[static_cast<std::size_t>(fault.fault)];
            faulty.insert(fault.id);
        }
        QVERIFY(*std::ranges::min_element(kinds) >= 20);
        for (const std::string &id : logs.jittered)
            QVERIFY(lines.contains(id) && !faulty.contains(id));
        // No request shows what is said of none.
        for (const auto &[id, seen] : lines) {
            if (id.empty() || faulty.contains(id))
                continue;
            QVERIFY2(longestPause(seen) < 1'500'000'000, id.c_str());
            const auto shows = [&](Fault fault) { return showsIt({id, fault, "", seen.back().time, seen.back().time}, seen); };
            QVERIFY2(!shows(Fault::Exception) && !shows(Fault::RetryStorm) && !shows(Fault::Hang) && !shows(Fault::WrongOrder), id.c_str());
            QVERIFY2(!has(seen, "confirmed for") || !shows(Fault::SkippedStep), id.c_str());
        }
    }
    void twelveServicesOfWhichOneHasNoIds()
    {
        const ShopLogs logs = make(1, 20'000);
        std::map<std::string, std::pair<int, int>> services; // lines with an id, and without
        for (const auto &[id, seen] : byRequest(logs))
            for (const Seen &line : seen) {
                const std::size_t end = line.text.find_first_of(line.text[0] == 'Z' ? "[" : ":");
                const std::size_t begin = line.text.rfind(' ', end - 1) + 1;
                auto &[with, without] = services[line.text.substr(begin, end - begin)];
                ++(id.empty() ? without : with);
            }
        QCOMPARE(services.size(), kServices);
        for (const auto &[name, counts] : services)
            QVERIFY2(name == "indexer" ? counts.first == 0 && counts.second > 100 : counts.first > 20 && (counts.second == 0 || name == "gateway"), name.c_str());
    }
};

CAUSEWAY_TEST(DemoShopTest)
#include "shop_test.moc"
