#pragma once
// Root causes, what speaks for and against one, its sources beside those of the others, and whom the incident hurts, as tables.

#include "views/models/arranged_table.h"
#include "views/rootcause/cause_desk.h"

namespace causeway::views {

class CauseModel : public ArrangedTable {
    Q_OBJECT
public:
    enum Column { RankColumn, ServiceColumn, KindColumn, OperationColumn, ScoreColumn, SaidColumn };
    explicit CauseModel(QObject *parent = nullptr);
    void setAnswer(CauseAnswerData answer);
    void setIncident(const storage::Incident *kept); // what people say; nullptr: nothing
    [[nodiscard]] bool hasSaid() const;              // of one that is listed
    [[nodiscard]] double share(int row) const; // of the best score, 0 … 1

protected:
    [[nodiscard]] std::size_t items() const override { return m_answer == nullptr ? 0 : m_answer->report().causes.size(); }
    [[nodiscard]] bool less(std::uint32_t a, std::uint32_t b, int column) const override;
    [[nodiscard]] bool matches(std::uint32_t item, const QString &text) const override;
    [[nodiscard]] bool isText(int column) const override { return column != RankColumn && column != ScoreColumn; }
    [[nodiscard]] QVariant cell(std::uint32_t item, int column, int role) const override;

private:
    enum class Said : std::uint8_t { Nothing, Confirmed, Rejected };
    [[nodiscard]] Said said(std::uint32_t item) const;
    CauseAnswerData m_answer;
    std::optional<storage::Incident> m_kept;
};

class EvidenceModel : public ArrangedTable {
    Q_OBJECT
public:
    enum Column { ForColumn, FamilyColumn, TextColumn, NatsColumn };
    explicit EvidenceModel(QObject *parent = nullptr);
    // cause: of the answer's report; nullptr: none.
    void setCause(CauseAnswerData answer, const rootcause::Cause *cause);
    [[nodiscard]] const rootcause::Evidence &evidence(int row) const { return *m_items[item(row)]; }
    [[nodiscard]] double share(int row) const; // of the strongest, 0 … 1

protected:
    [[nodiscard]] std::size_t items() const override { return m_items.size(); }
    [[nodiscard]] bool less(std::uint32_t a, std::uint32_t b, int column) const override;
    [[nodiscard]] bool matches(std::uint32_t item, const QString &text) const override;
    [[nodiscard]] bool isText(int column) const override { return column != NatsColumn; }
    [[nodiscard]] QVariant cell(std::uint32_t item, int column, int role) const override;

private:
    CauseAnswerData m_answer;
    std::vector<const rootcause::Evidence *> m_items; // those for it, then those against it
    std::size_t m_for = 0;
};

// A row a service, a column a source: what that source alone gives it.
class CauseSourceModel : public ArrangedTable {
    Q_OBJECT
public:
    explicit CauseSourceModel(QObject *parent = nullptr);
    void setAnswer(CauseAnswerData answer);
    [[nodiscard]] double share(const QModelIndex &index) const; // of the largest of all, 0 … 1

protected:
    [[nodiscard]] std::size_t items() const override { return m_answer == nullptr ? 0 : m_answer->size(); }
    [[nodiscard]] bool less(std::uint32_t a, std::uint32_t b, int column) const override;
    [[nodiscard]] bool matches(std::uint32_t item, const QString &text) const override;
    [[nodiscard]] bool isText(int column) const override { return column == 0; }
    [[nodiscard]] QVariant cell(std::uint32_t item, int column, int role) const override;

private:
    [[nodiscard]] double part(std::uint32_t item, int column) const;
    CauseAnswerData m_answer;
    double m_most = 1;
};

class ImpactModel : public ArrangedTable {
    Q_OBJECT
public:
    enum Column { OperationColumn, RequestsColumn, AffectedColumn, BeforeColumn, SinceColumn, MedianColumn, MedianBeforeColumn };
    explicit ImpactModel(QObject *parent = nullptr);
    void setAnswer(CauseAnswerData answer);

protected:
    [[nodiscard]] std::size_t items() const override { return m_answer == nullptr ? 0 : m_answer->report().impact.size(); }
    [[nodiscard]] bool less(std::uint32_t a, std::uint32_t b, int column) const override;
    [[nodiscard]] bool matches(std::uint32_t item, const QString &text) const override;
    [[nodiscard]] bool isText(int column) const override { return column == OperationColumn; }
    [[nodiscard]] QVariant cell(std::uint32_t item, int column, int role) const override;

private:
    CauseAnswerData m_answer;
};

} // namespace causeway::views
