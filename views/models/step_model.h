#pragma once
// The odd steps of a finding: what stands there, and what the detector expected instead.

#include <QAbstractTableModel>

#include "app/engine/explain_finding.h"
#include "storage/template_store.h"

namespace causeway::views {

class StepModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { PositionColumn, ObservedColumn, ExpectedColumn, ProbabilityColumn, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    // catalog may be nullptr: templates are named by number then.
    void setSteps(std::vector<engine::ExplainFindingResponse::Step> steps, std::shared_ptr<const storage::TemplateCatalog> catalog);
    [[nodiscard]] EventId event(int row) const { return m_steps[static_cast<std::size_t>(row)].event; }
    [[nodiscard]] int rowOf(EventId event) const; // −1
    // "expected Receiving block (97 %)"; for the tool tip of a line.
    [[nodiscard]] QString reason(int row) const;

private:
    [[nodiscard]] QString nameOf(std::uint32_t key) const;
    [[nodiscard]] QString expected(const detect::Step &step, std::size_t most, const QString &between) const;

    std::vector<engine::ExplainFindingResponse::Step> m_steps; // the odd ones
    std::shared_ptr<const storage::TemplateCatalog> m_catalog;
};

} // namespace causeway::views
