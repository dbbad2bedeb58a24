#pragma once
// What the measures say of the chosen split, of the one that it is held against and of what is dragged: a line each, for the strip and the table.

#include <QString>

#include <optional>
#include <vector>

namespace causeway::views {

class BoundaryDesk;

enum class MeasureKind : std::uint8_t { Services, Icp, Sm, Ned, Bcp, BcpBySize, Ifn, Modularity, Coverage, Singletons, Small, Largest, Latency, P95, Processors, Price, RemoteCalls };

struct MeasureLine {
    MeasureKind kind = MeasureKind::Services;
    QString name, tip;
    int better = 0;                         // 1: more is better, −1: less is, 0: neither
    enum class Unit : std::uint8_t { Count, Share, Number, Nanos, PerHour } unit = Unit::Number;
    std::optional<double> before, now, preview; // of the compared split, the chosen one, what is dragged
    std::optional<double> whole;            // as it runs now, without a split
    double plusMinus = 0;                   // half of the 95 % interval of `now`; 0: none is told

    [[nodiscard]] QString text(const std::optional<double> &value) const; // "–" where it is not known
    [[nodiscard]] QString intervalText() const;                           // "± 3 ms"; empty where there is none
    // From one value to another: "+0.012 ▲ worse"; empty where they are the same or one is not known.
    [[nodiscard]] QString differenceText(const std::optional<double> &from, const std::optional<double> &to) const;
    [[nodiscard]] int judge(const std::optional<double> &from, const std::optional<double> &to) const; // 1 better, −1 worse, 0
    [[nodiscard]] QString previewText() const; // "0.310 → 0.298  ▼ better"
};

// Latencies stand there where calls by use case are known and every class is in a service: simulated, with their interval, where the split as it is was
// simulated and nothing is dragged, else by fluid; their names say which. They are held against the same split as the measures.
std::vector<MeasureLine> measureLines(const BoundaryDesk &desk);

} // namespace causeway::views
