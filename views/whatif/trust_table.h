#pragma once
// How far the model can be trusted, line by line: theory, traces that it did not see, what was never observed.

#include "app/engine/model_trust.h"
#include "views/models/arranged_table.h"
#include "views/theme/theme.h"

namespace causeway::views {

struct TrustRow {
    enum class Part : std::uint8_t { Theory, HeldOut, Beyond } part = Part::Theory;
    enum class Verdict : std::uint8_t { Good, Care, Bad, Unknown } verdict = Verdict::Unknown;
    QString of, what, expected, found, off, said;
    double worst = 0;      // by which rows are put in order: the largest relative error
    std::string service;   // that it is about; empty: none
};

std::vector<TrustRow> trustRows(const engine::ModelTrust &trust);
// "theory ✓ 3 of 3 · held-out traces ✓ 5 of 6 services within 10/15/25 % at p50/p95/p99, good from 5 on · beyond what was observed: 2"
QString trustText(const engine::ModelTrust &trust);
QString trustBrief(const engine::ModelTrust &trust); // "Trust: theory ✓, traces ✓ 5 of 6, beyond 2"
// The least of its parts.
TrustRow::Verdict verdictOf(const engine::ModelTrust &trust);
theme::Tone toneOf(TrustRow::Verdict verdict);
QString markOf(TrustRow::Verdict verdict); // "✓", "!", "✕", "–"

class TrustTable : public ArrangedTable {
    Q_OBJECT
public:
    enum Column { PartColumn, OfColumn, WhatColumn, ExpectedColumn, FoundColumn, OffColumn, VerdictColumn };
    explicit TrustTable(QObject *parent = nullptr);
    void setRows(std::vector<TrustRow> rows);
    [[nodiscard]] const TrustRow &row(int row) const { return m_rows[item(row)]; }

protected:
    [[nodiscard]] std::size_t items() const override { return m_rows.size(); }
    [[nodiscard]] bool less(std::uint32_t a, std::uint32_t b, int column) const override;
    [[nodiscard]] bool matches(std::uint32_t item, const QString &text) const override;
    [[nodiscard]] bool isText(int column) const override { return column != ExpectedColumn && column != FoundColumn && column != OffColumn; }
    [[nodiscard]] QVariant cell(std::uint32_t item, int column, int role) const override;

private:
    std::vector<TrustRow> m_rows;
};

} // namespace causeway::views
