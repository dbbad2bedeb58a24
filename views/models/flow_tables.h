#pragma once
// Every fact of a mined flow as tables: edges and nodes, what differs from another period, what a check found, the passages of an
// edge, the steps of a session. Each row of a model is an item of what it was given.

#include <memory>
#include <vector>

#include "app/engine/check_flow.h"
#include "app/engine/edge_times.h"
#include "app/engine/flow_path.h"
#include "app/engine/mine_flow.h"
#include "views/models/arranged_table.h"

namespace causeway::views {

// In words: "new", "slower"; "" where nothing changed.
QString flowChangeName(flow::Change change);
QString flowFindingName(engine::FlowFindingKind kind); // "missing step"

// Of the graph that was mined; nullptr: none.
class FlowGraphTable : public ArrangedTable {
    Q_OBJECT
public:
    using ArrangedTable::ArrangedTable;
    using Mined = std::shared_ptr<const engine::MineFlowResponse>;
    void setMined(Mined mined);
    [[nodiscard]] const Mined &mined() const { return m_mined; }

protected:
    [[nodiscard]] QString name(std::uint32_t node) const;
    [[nodiscard]] bool nameHas(std::uint32_t node, const QString &text) const { return name(node).contains(text, Qt::CaseInsensitive); }
    Mined m_mined;
    bool m_hasTimes = false; // else none is told
};

class FlowEdgeModel : public FlowGraphTable {
    Q_OBJECT
public:
    enum Column { FromColumn, ToColumn, CountColumn, ShareColumn, MedianColumn, P95Column, P99Column, SourceColumn, ColumnCount };
    explicit FlowEdgeModel(QObject *parent = nullptr);
    [[nodiscard]] std::uint32_t edge(int row) const { return item(row); }

protected:
    std::size_t items() const override;
    bool less(std::uint32_t a, std::uint32_t b, int column) const override;
    bool matches(std::uint32_t item, const QString &text) const override;
    bool isText(int column) const override;
    QVariant cell(std::uint32_t item, int column, int role) const override;
};

class FlowNodeModel : public FlowGraphTable {
    Q_OBJECT
public:
    enum Column { PatternColumn, KindColumn, CountColumn, BeginsColumn, EndsColumn, ColumnCount };
    explicit FlowNodeModel(QObject *parent = nullptr);
    [[nodiscard]] std::uint32_t node(int row) const { return item(row); }

protected:
    std::size_t items() const override;
    bool less(std::uint32_t a, std::uint32_t b, int column) const override;
    bool matches(std::uint32_t item, const QString &text) const override;
    bool isText(int column) const override;
    QVariant cell(std::uint32_t item, int column, int role) const override;
};

// Edges of either period, what changed first. Empty without a period to compare with.
class FlowDifferenceModel : public FlowGraphTable {
    Q_OBJECT
public:
    enum Column { ChangeColumn, FromColumn, ToColumn, CountColumn, ShareColumn, MedianColumn, PColumn, ColumnCount }; // before → now; sorted by what is now
    explicit FlowDifferenceModel(QObject *parent = nullptr);
    [[nodiscard]] std::uint32_t edge(int row) const { return item(row); }

protected:
    std::size_t items() const override;
    bool less(std::uint32_t a, std::uint32_t b, int column) const override;
    bool matches(std::uint32_t item, const QString &text) const override;
    bool isText(int column) const override;
    QVariant cell(std::uint32_t item, int column, int role) const override;
};

class FlowFindingModel : public ArrangedTable {
    Q_OBJECT
public:
    enum Column { KindColumn, TimeColumn, CountColumn, MessageColumn, SessionColumn, ColumnCount };
    explicit FlowFindingModel(QObject *parent = nullptr);
    using Checked = std::shared_ptr<const engine::CheckFlowResponse>;
    void setChecked(Checked checked);
    [[nodiscard]] const Checked &checked() const { return m_checked; }
    [[nodiscard]] const engine::FlowFinding &finding(int row) const { return m_checked->findings[item(row)]; }

protected:
    std::size_t items() const override;
    bool less(std::uint32_t a, std::uint32_t b, int column) const override;
    bool matches(std::uint32_t item, const QString &text) const override;
    bool isText(int column) const override;
    QVariant cell(std::uint32_t item, int column, int role) const override;

private:
    Checked m_checked;
};

class EdgePassageModel : public ArrangedTable {
    Q_OBJECT
public:
    enum Column { DelayColumn, TimeColumn, SessionColumn, ColumnCount };
    explicit EdgePassageModel(QObject *parent = nullptr);
    using Times = std::shared_ptr<const engine::EdgeTimesResponse>;
    void setTimes(Times times);
    [[nodiscard]] const engine::EdgeTimesResponse::Passage &passage(int row) const { return m_times->slowest[item(row)]; }

protected:
    std::size_t items() const override;
    bool less(std::uint32_t a, std::uint32_t b, int column) const override;
    bool matches(std::uint32_t item, const QString &text) const override;
    bool isText(int column) const override;
    QVariant cell(std::uint32_t item, int column, int role) const override;

private:
    Times m_times;
};

// In the order of the session.
class FlowPathModel : public ArrangedTable {
    Q_OBJECT
public:
    enum Column { NumberColumn, TimeColumn, DelayColumn, PatternColumn, StateColumn, ColumnCount };
    explicit FlowPathModel(QObject *parent = nullptr);
    using Path = std::shared_ptr<const engine::FlowPathResponse>;
    // texts: of templates that the graph lacks, by step; nodes take theirs from the graph.
    void setPath(Path path, FlowGraphTable::Mined mined, QStringList texts);
    [[nodiscard]] const Path &path() const { return m_path; }
    [[nodiscard]] QString stateOf(std::size_t step) const; // what is odd about it; "" = nothing

protected:
    std::size_t items() const override;
    bool less(std::uint32_t a, std::uint32_t b, int column) const override;
    bool matches(std::uint32_t item, const QString &text) const override;
    bool isText(int column) const override;
    QVariant cell(std::uint32_t item, int column, int role) const override;

private:
    [[nodiscard]] QString nameOf(std::size_t step) const;
    Path m_path;
    FlowGraphTable::Mined m_mined;
    QStringList m_texts;
};

} // namespace causeway::views
