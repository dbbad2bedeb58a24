#pragma once
// What a detector thought could stand at a step: the candidates with their probabilities, and what stands there.

#include <QAbstractTableModel>

#include <optional>
#include <vector>

#include "app/engine/explain_finding.h"
#include "storage/template_store.h"

namespace causeway::views {

struct Candidate {
    std::optional<std::uint32_t> key; // none: what the detector does not list, the end of the session among it
    double probability = 0;           // NaN: unknown
    bool observed = false;
};
// Most probable first, what stands there last where the detector does not list it; of what stands there the probability that the step's
// −ln p tells. What is not listed is a candidate where it had 1 % and more. Empty for a step without candidates.
std::vector<Candidate> candidatesOf(const detect::Step &step);

class CandidateModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { TemplateColumn, ProbabilityColumn, ColumnCount };
    enum Role { ShareRole = Qt::UserRole + 1, ObservedRole }; // probability as a number; bool
    using QAbstractTableModel::QAbstractTableModel;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    // candidatesOf(). catalog may be nullptr: templates are named by number then.
    void setStep(const detect::Step &step, std::shared_ptr<const storage::TemplateCatalog> catalog);
    void clear();
    // "Step 12: observed with −ln p = 7.21 (0.07 %)"; "" without a step.
    [[nodiscard]] QString summary() const { return m_summary; }

private:
    struct Row {
        QString name;
        Candidate candidate;
    };
    std::vector<Row> m_rows;
    QString m_summary;
};

} // namespace causeway::views
