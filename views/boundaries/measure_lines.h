#pragma once
// What the measures say of the chosen split, of the one that it is held against and of what is dragged: a line each, for the strip and the table.

#include <QString>

#include <optional>
#include <vector>

namespace causeway::views {

class BoundaryDesk;

enum class MeasureKind : std::uint8_t { Services, Icp, Sm, Bcp, BcpBySize, Ned, Ifn, Modularity, Singletons, Small, Largest, Coverage, Latency, P95, CostP95, RemoteCalls };

struct MeasureLine {
    MeasureKind kind = MeasureKind::Services;
    QString name, tip;
    int better = 0;                         // 1: more is better, −1: less is, 0: neither
    enum class Unit : std::uint8_t { Count, Share, Number, Nanos } unit = Unit::Number;
    std::optional<double> before, now, preview; // of the compared split, the chosen one, what is dragged

    [[nodiscard]] QString text(const std::optional<double> &value) const; // "–" where it is not known
    // From one value to another: "+0.012 ▲ worse"; empty where they are the same or one is not known.
    [[nodiscard]] QString differenceText(const std::optional<double> &from, const std::optional<double> &to) const;
    [[nodiscard]] int judge(const std::optional<double> &from, const std::optional<double> &to) const; // 1 better, −1 worse, 0
    [[nodiscard]] QString previewText() const; // "0.310 → 0.298  ▼ better"
};

// Latencies by fluid stand there where calls by use case are known, the simulated p95 where it was simulated of the split as it is.
std::vector<MeasureLine> measureLines(const BoundaryDesk &desk);

} // namespace causeway::views
