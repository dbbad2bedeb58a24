#pragma once
// A shop of four services whose requests are alike but for a fault that begins at a known moment: web buys from order, which
// reserves at stock and charges at pay; every call is a span of the caller around one of the called.

#include <algorithm>
#include <random>

#include "analysis/rootcause/find_cause.h"

namespace causeway::test {

enum class Plant : std::uint8_t { None, SlowNetworkToPay, SlowStock, OrderReturnsEarly, PayNotReached, PayFails, OrderLogsOtherwise, StockBusyProcessor };

constexpr std::int64_t kPlantedMs = 1'000'000;
constexpr std::int64_t kPlantedSecond = 1000 * kPlantedMs;
constexpr std::int64_t kPlantedFrom = 1'700'000'000 * kPlantedSecond; // of all; the fault begins ten minutes later and lasts two
constexpr std::int64_t kPlantedAt = kPlantedFrom + 600 * kPlantedSecond;

inline rootcause::Period plantedPeriod()
{
    return {{{kPlantedAt}, {kPlantedAt + 120 * kPlantedSecond}}, {{{INT64_MIN}, {kPlantedAt}}}};
}

// order: of the spans, lines and series as they are handed over.
inline rootcause::Material plantedFault(Plant plant, std::uint32_t order = 0, std::int64_t payClockNs = 0)
{
    using namespace rootcause;
    Material material;
    traces::SpanTableBuilder builder;
    std::vector<traces::SpanRow> rows;
    std::mt19937 dice(7);
    std::int64_t sequence = 0;
    struct Line {
        std::int64_t sequence, timeNs;
        std::uint32_t pattern;
        Level level;
    };
    std::vector<Line> lines;
    material.patterns = {{TemplateId(1), "Order", "order begins"}, {TemplateId(2), "Order", "order is stored"}, {TemplateId(3), "Order", "no such customer"}};
    const auto add = [&](std::uint64_t trace, std::uint64_t id, std::uint64_t parent, const char *service, const char *operation, std::int64_t from, std::int64_t to, bool failed = false) {
        traces::SpanRow row;
        row.sequence = ++sequence;
        row.trace = {0, trace};
        row.id = {trace * 16 + id};
        row.parent = {parent == 0 ? 0 : trace * 16 + parent};
        row.operation = builder.operation(service, operation);
        row.startNs = from + (std::string_view(service) == "pay" ? payClockNs : 0);
        row.durationNs = to - from;
        row.status = failed ? traces::SpanStatus::Error : traces::SpanStatus::Unset;
        rows.push_back(row);
        return row.sequence;
    };
    for (std::uint64_t trace = 1; trace <= 720; ++trace) {
        const std::int64_t at = kPlantedFrom + static_cast<std::int64_t>(trace - 1) * kPlantedSecond;
        const bool now = at >= kPlantedAt;
        const auto with = [&](Plant one) { return now && plant == one; };
        const auto some = [&](std::int64_t ms) { return ms * kPlantedMs + static_cast<std::int64_t>(dice() % 1000) * 1000; };
        const std::int64_t gap = some(2), payGap = with(Plant::SlowNetworkToPay) ? some(200) : some(2), stock = with(Plant::SlowStock) ? some(150) : some(5), pay = some(8);
        const bool early = with(Plant::OrderReturnsEarly), unreached = with(Plant::PayNotReached), fails = with(Plant::PayFails);
        const std::int64_t payCall = payGap + (unreached ? 0 : pay);
        const std::int64_t inner = some(1) + (early ? 0 : stock + gap + payCall);
        const std::int64_t whole = inner + gap + some(1);
        add(trace, 1, 0, "web", "GET /buy", at, at + whole);
        add(trace, 2, 1, "web", "call order", at, at + inner + gap);
        const std::int64_t orderAt = at + gap / 2;
        const std::int64_t orderSpan = add(trace, 3, 2, "order", "buy", orderAt, orderAt + inner);
        lines.push_back({orderSpan, orderAt + 1000, 0, Level::Info});
        if (!early) {
            std::int64_t t = orderAt + 10'000;
            add(trace, 4, 3, "order", "call stock", t, t + stock + gap);
            add(trace, 5, 4, "stock", "reserve", t + gap / 2, t + gap / 2 + stock);
            t += stock + gap + 1000;
            add(trace, 6, 3, "order", "call pay", t, t + payCall, fails);
            if (!unreached)
                add(trace, 7, 6, "pay", "charge", t + payGap / 2, t + payGap / 2 + pay, fails);
            lines.push_back({orderSpan, t + payCall + 1000, with(Plant::OrderLogsOtherwise) ? 2u : 1u, with(Plant::OrderLogsOtherwise) ? Level::Error : Level::Info});
        }
    }
    for (const char *service : {"web", "order", "stock", "pay"}) {
        Series series{"CpuUsageRate(%)", "%", service, std::string(service) + "-1", {}, {}};
        for (std::int64_t minute = 0; minute < 13; ++minute) {
            series.timesNs.push_back(kPlantedFrom + minute * 60 * kPlantedSecond + 1);
            const bool busy = plant == Plant::StockBusyProcessor && std::string_view(service) == "stock" && series.timesNs.back() > kPlantedAt;
            series.values.push_back((busy ? 90 : 5) + static_cast<double>(dice() % 100) / 100);
        }
        material.series.push_back(std::move(series));
    }
    std::mt19937 shuffle(order);
    if (order != 0) {
        std::shuffle(rows.begin(), rows.end(), shuffle);
        std::shuffle(lines.begin(), lines.end(), shuffle);
        std::shuffle(material.series.begin(), material.series.end(), shuffle);
    }
    for (const traces::SpanRow &row : rows)
        builder.add(row);
    material.spans = std::move(builder).finish({}).value_or(nullptr);
    std::vector<std::uint32_t> rowOf(static_cast<std::size_t>(sequence) + 1, kNone);
    for (std::uint32_t row = 0; row < material.spans->size(); ++row)
        rowOf[static_cast<std::size_t>(material.spans->sequence(row))] = row;
    for (const Line &line : lines)
        material.logs.push_back({rowOf[static_cast<std::size_t>(line.sequence)], line.timeNs, line.pattern, line.level, EventId(static_cast<std::uint64_t>(line.timeNs))});
    return material;
}

inline rootcause::Report explained(const rootcause::Material &material, const rootcause::Period &period, const rootcause::FindSettings &settings = {})
{
    const auto facts = rootcause::readTraceFacts(material, {});
    auto report = rootcause::findCause(material, *facts, period, settings, {});
    return report ? *report : rootcause::Report{};
}

} // namespace causeway::test
