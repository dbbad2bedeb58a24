#pragma once
// How measures, layers, costs and remedies of a split are named and written, in panels and reports. Plain text.

#include <QString>

#include <optional>
#include <vector>

#include "app/engine/propose_boundaries.h"
#include "app/engine/compare_scenarios.h"

namespace causeway::views {

struct MeasureRow {
    QString name, meaning;              // "ICP"; what it is, what is better, how it is fooled
    double boundaries::Measures::*real = nullptr;
    std::uint32_t boundaries::Measures::*count = nullptr; // one of both
    int better = 0;                     // 1: more, −1: less, 0: neither
    bool share = false;
    [[nodiscard]] double value(const boundaries::Measures &of) const { return real != nullptr ? of.*real : static_cast<double>(of.*count); }
    [[nodiscard]] QString text(const boundaries::Measures &of) const;
    // "▼ better", "▲ worse", or empty where it is the same or no better is known.
    [[nodiscard]] engine::ComparedRow::Mark mark(const boundaries::Measures &before, const boundaries::Measures &after) const;
};
const std::vector<MeasureRow> &measureRows();

struct CostRow {
    QString name, tip;
    engine::Quantity quantity;          // how it is written
    boundaries::BeforeAfter values;
    engine::ComparedRow::Mark mark = engine::ComparedRow::Mark::None;
};
std::vector<CostRow> costRows(const boundaries::SplitCost &cost);

// "Remote calls themselves add 2.1 ms …": what of the difference is waiting.
QString remoteText(const boundaries::SplitCost &cost);

QString layerText(boundaries::Layer layer);                        // "calls"
QString callsText(double calls);                                    // recorded calls between services: "1 204", "0.25"
QString classText(const std::string &name);                        // without its package
QString servicesText(const std::vector<std::uint32_t> &services, const boundaries::Split &split); // "cart, order"
// "Move CartDao to order"; empty where nothing is spared.
QString remedyText(const boundaries::RemotePair &pair, const boundaries::ClassModel &model, const boundaries::Split &split, bool ofServices = false);

} // namespace causeway::views
