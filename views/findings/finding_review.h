#pragma once
// What the panels of the Findings perspective share: the queue, which finding is chosen, and labelling. Reads in jobs, saves
// labels at once through the workspace, whose undo takes them back.

#include <QItemSelectionModel>
#include <QObject>

#include "app/engine/explain_finding.h"
#include "views/models/finding_model.h"
#include "views/shell/perspective.h"

namespace causeway::views {

class FindingReview : public QObject {
    Q_OBJECT
public:
    static constexpr std::size_t kMaxRows = 100'000; // of the queue; it says so where there are more

    explicit FindingReview(ViewContext context, QObject *parent = nullptr);

    [[nodiscard]] FindingModel &model() { return *m_model; }
    [[nodiscard]] QItemSelectionModel &selection() { return *m_selection; }
    [[nodiscard]] const FindingTable::Row *current() const; // nullptr
    [[nodiscard]] const storage::Label *currentLabel() const;
    // Goes to a session: to its finding where the queue has one, else it is shown in the place of a finding, with that sentence,
    // until another is chosen. What is said of it is said of those that are alike as well, in one edit.
    void goTo(const Subject &subject, const QString &sentence, std::vector<Subject> alike = {});
    [[nodiscard]] bool isBareSession() const { return m_bare.has_value(); } // current() is no finding
    void forgetAlike(); // and leaves what is no finding
    [[nodiscard]] bool isReading() const { return m_reading; }
    [[nodiscard]] std::uint64_t total() const { return m_model->table() == nullptr ? 0 : m_model->table()->total; }

    // Rows of the queue where no text and no filter limits them: a subject is one, unless a detector is asked for.
    [[nodiscard]] std::uint64_t listed() const;

    // Why the chosen finding is one: nullptr while that is not known, or cannot be; set by the panel that has it computed.
    using Explanation = std::shared_ptr<const engine::ExplainFindingResponse>;
    [[nodiscard]] const Explanation &explanation() const { return m_explanation; }
    [[nodiscard]] const QString &explanationProblem() const { return m_problem; } // why there is none; "" = it is being computed
    void setExplanation(Explanation explanation, const QString &problem = {});
    // A step and the one before that it is about: both lines are selected, `goThere` gives them the keyboard.
    void chooseSteps(EventId step, EventId before, bool goThere);

    // Reads what has changed since; panels call it when they are shown. Until the first call nothing is read.
    void wake();

    // Which findings are in the queue.
    void setText(const QString &text);
    void setDetector(const std::string &name); // "" = all
    void setUnlabelledOnly(bool on);
    void setFollowFilter(bool on);
    [[nodiscard]] bool followsFilter() const { return m_follow; }
    void clearLimits(); // all of them
    // The same subject as the next detector sees it that found it too; nothing where there is none, or one detector is asked for.
    void showOtherDetector();

    // Of all selected findings.
    void label(Verdict verdict, const std::string &kind = {});
    // And goes to the next finding without a label; where that label is undone, back to the one it was about.
    void labelAndMoveOn(Verdict verdict, const std::string &kind = {});
    void clearLabel();
    void setNote(const QString &note); // of those that have a label
    void setKind(const QString &kind); // labels as anomalous where there is no label yet

    void move(int rows);
    void goToNextUnlabelled();
    void copy() const; // the selected findings as text

    // The kinds of anomaly a person has named, at most six: keys 4 to 9.
    [[nodiscard]] QStringList kinds() const;

Q_SIGNALS:
    void currentChanged(); // another finding is chosen, or none
    void queueChanged();   // rows, labels or whether it is being read
    void kindsChanged();
    void limitsCleared();
    void explanationChanged();
    void stepsChosen(causeway::EventId step, causeway::EventId before, bool goThere);

private:
    void read();
    void readLabels();
    void arrange();
    void show(std::shared_ptr<const FindingTable> table, std::shared_ptr<const FindingLabels> labels, FindingModel::Order order);
    void choose(int row);
    void tellWorkspace();
    void followWorkspace();
    void save(std::vector<storage::Label> labels);
    [[nodiscard]] std::vector<int> selectedRows() const;
    [[nodiscard]] std::vector<Subject> chosenSubjects() const; // each once
    [[nodiscard]] const storage::Label *labelOf(const Subject &subject) const; // nullptr
    void readBareLabel();
    void returnToUndone();
    [[nodiscard]] FindingCriteria criteria() const;

    ViewContext m_context;
    FindingModel *m_model;
    QItemSelectionModel *m_selection;
    FindingCriteria m_wanted;
    bool m_follow = true;
    bool m_awake = false, m_stale = true, m_reading = false, m_showing = false;
    Explanation m_explanation;
    QString m_problem;
    FindingId m_current; // stays while rows are replaced
    Subject m_currentSubject;
    std::optional<FindingTable::Row> m_bare; // a session in the place of a finding; its id is below 0
    std::optional<storage::Label> m_bareLabel;
    Subject m_alikeTo;
    std::vector<Subject> m_alike;
    std::int64_t m_lastBare = 0;
    struct Left {
        Subject subject;
        Verdict verdict;
        bool saved = false; // seen among the labels: when it is gone from there, it was undone
    };
    std::vector<Left> m_left; // labelled and moved on from, the last one at the end
};

} // namespace causeway::views
