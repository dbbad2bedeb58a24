#pragma once
// The queue of findings: a list of sentences, worst first, with the labels of their subjects. Tables and orders are made by
// jobs (read, arrange); the model only shows them.

#include <QAbstractListModel>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analysis/core/job.h"
#include "storage/event_reader.h"
#include "storage/filter.h"
#include "storage/finding_store.h"
#include "storage/label_store.h"
#include "storage/session_store.h"

namespace causeway::views {

// Findings of the newest run of each detector, worst first. Immutable.
struct FindingTable {
    struct Row {
        storage::Finding finding;
        QString sentence;    // in the reader's language
        QString subject;     // as people name it: the session's key, the window's begin
        double severity = 0; // score in units of the threshold; where that is not above 0 the score beyond it
        double share = 0;    // of the worst finding of the same detector, 0 … 1
        std::vector<std::string> others = {}; // detectors that have a finding about the same subject, worst first
    };
    std::vector<Row> rows;
    std::vector<std::string> detectors; // that found something, by name
    std::uint64_t subjects = 0;         // that the rows are about
    std::uint64_t total = 0;            // findings there are; more than rows where `limit` was reached
};

using FindingLabels = std::map<Subject, storage::Label>;

struct FindingCriteria {
    QString text;         // in the sentence or the subject, any case
    std::string detector; // "" = all: a subject is one row then, that of its worst finding
    std::map<Subject, std::string> shown; // subjects whose row is that of another detector's finding
    bool unlabelledOnly = false;
    // What overlaps the range and has an event that passes: one of the session, one within the window. nullptr = every event
    // passes. reader: for the times of events; nullptr = windows are not asked.
    TimeRange range;
    std::shared_ptr<const storage::FilterResult> events;
    std::shared_ptr<const storage::SessionSet> sessions;
    std::shared_ptr<storage::EventReader> reader;
};

class FindingModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { SubjectRole = Qt::UserRole + 1, DetectorRole, OthersRole, SeverityRole, ShareRole, TimeRole, VerdictRole, KindRole };
    using QAbstractListModel::QAbstractListModel;
    using Order = std::vector<std::uint32_t>;

    int rowCount(const QModelIndex &parent = {}) const override;
    // DisplayRole is the sentence, AccessibleTextRole all that is painted. VerdictRole: −1 without a label.
    QVariant data(const QModelIndex &index, int role) const override;

    // For jobs. Errors: Damaged, Cancelled.
    static Result<std::shared_ptr<const FindingTable>> read(storage::Project &project, std::size_t limit, const Job &job);
    static Result<std::shared_ptr<const FindingLabels>> readLabels(storage::Project &project, const FindingTable &table, const Job &job); // of its subjects
    static Result<Order> arrange(const FindingTable &table, const FindingLabels &labels, const FindingCriteria &criteria, const Job &job);

    void setTable(std::shared_ptr<const FindingTable> table, std::shared_ptr<const FindingLabels> labels, Order order);
    void setLabels(std::shared_ptr<const FindingLabels> labels);
    // What the person just said, shown until setLabels() brings the same from the project. nullopt: no label.
    void setPendingLabel(const Subject &subject, std::optional<storage::Label> label);
    void dropPending(); // it was not saved, or taken back

    [[nodiscard]] const std::shared_ptr<const FindingTable> &table() const { return m_table; }
    [[nodiscard]] const std::shared_ptr<const FindingLabels> &labels() const { return m_labels; }
    [[nodiscard]] const FindingTable::Row &row(int row) const { return m_table->rows[m_order[static_cast<std::size_t>(row)]]; }
    [[nodiscard]] int rowOf(FindingId id) const; // −1
    [[nodiscard]] const storage::Label *labelOf(const Subject &subject) const; // nullptr
    [[nodiscard]] int labelled() const { return m_labelled; } // of rowCount()
    // The next row without a label after `row`, from the top again at the end; −1 where all have one.
    [[nodiscard]] int nextUnlabelled(int row) const;
    // Tab-separated, a row a line, with a heading.
    [[nodiscard]] QString toText(const std::vector<int> &rows) const;

Q_SIGNALS:
    void labelsShown(); // labelled() may have changed

private:
    void refresh();
    void count();

    std::shared_ptr<const FindingTable> m_table;
    std::shared_ptr<const FindingLabels> m_labels;
    std::map<Subject, std::optional<storage::Label>> m_pending;
    Order m_order;
    int m_labelled = 0;
};

// "blk_1" of identifier:blk=blk_1; of a window its begin.
QString subjectName(const Subject &subject, TimePoint from);
// "2.4 ×" the threshold, or "+3" where the threshold is 0.
QString severityText(const storage::Finding &finding);

} // namespace causeway::views
