// What a person says of findings: labels, notes, kinds.

#include "views/findings/finding_review.h"

#include <algorithm>
#include <set>

#include "app/engine/label_subjects.h"
#include "app/workspace/workspace.h"
#include "storage/clock.h"
#include "views/shell/settings.h"

namespace causeway::views {

namespace {

constexpr qsizetype kKinds = 6;
const QString kKindsKey = QStringLiteral("findings/kinds");

} // namespace

std::vector<int> FindingReview::selectedRows() const
{
    std::vector<int> rows;
    for (const QModelIndex &index : m_selection->selectedRows())
        rows.push_back(index.row());
    std::sort(rows.begin(), rows.end());
    return rows;
}

void FindingReview::save(std::vector<storage::Label> labels)
{
    if (labels.empty())
        return;
    std::string summary = "Label ";
    summary += labels.size() == 1 ? labels.front().subject.id : std::to_string(labels.size()) + " subjects";
    summary += " as ";
    summary += toName(labels.front().verdict);
    const bool bare = m_bare && labels.front().subject == m_bare->finding.subject;
    if (bare)
        m_bareLabel = labels.front();
    else
        for (const storage::Label &label : labels) {
            m_model->setPendingLabel(label.subject, label);
            if (label.subject == m_alikeTo && !m_alike.empty())
                break; // thousands may be alike; those that are listed follow when they are saved
        }
    m_context.workspace.setLabels(std::move(labels), std::move(summary));
    if (bare)
        Q_EMIT queueChanged();
}

std::vector<Subject> FindingReview::chosenSubjects() const
{
    std::vector<Subject> chosen;
    if (m_bare)
        chosen.push_back(m_bare->finding.subject);
    else {
        std::set<Subject> seen; // several detectors may have found the same subject
        for (const int i : selectedRows())
            if (const Subject &subject = m_model->row(i).finding.subject; seen.insert(subject).second)
                chosen.push_back(subject);
    }
    if (chosen.size() == 1 && chosen.front() == m_alikeTo)
        chosen.insert(chosen.end(), m_alike.begin(), m_alike.end());
    return chosen;
}

void FindingReview::label(Verdict verdict, const std::string &kind)
{
    std::vector<storage::Label> labels;
    for (const Subject &subject : chosenSubjects()) {
        const storage::Label *before = labelOf(subject);
        if (before != nullptr && before->verdict == verdict && before->kind == kind)
            continue; // an edit that changes nothing would only be in the way of undo
        labels.push_back({subject, verdict, kind, engine::userName(), before != nullptr ? before->note : std::string(), storage::nowNs()});
    }
    save(std::move(labels));
}

void FindingReview::clearLabel()
{
    std::vector<Subject> chosen = chosenSubjects();
    if (m_bare || (!chosen.empty() && chosen.front() == m_alikeTo && !m_alike.empty())) {
        if (labelOf(chosen.front()) == nullptr)
            return;
        const std::string summary = "Take away the label of " + chosen.front().id;
        m_context.workspace.jobs().start<storage::EditNumber>({.key = {}, .title = Message(CAUSEWAY_TEXT("Remove a label")), .quiet = true, .lane = workspace::JobOptions::Lane::Edits},
                                                              [project = m_context.workspace.data().project, chosen, summary](const Job &) { return storage::LabelStore(*project).remove(chosen, summary); },
                                                              this, [this](storage::EditNumber) { m_context.workspace.edited(); });
        return;
    }
    for (const Subject &subject : chosen) {
        if (labelOf(subject) == nullptr)
            continue;
        m_model->setPendingLabel(subject, std::nullopt);
        m_context.workspace.removeLabel(subject);
    }
}

void FindingReview::setNote(const QString &note)
{
    std::vector<storage::Label> labels;
    const std::string text = note.toStdString();
    for (const Subject &subject : chosenSubjects()) {
        const storage::Label *before = labelOf(subject);
        if (before != nullptr && before->note != text)
            labels.push_back({subject, before->verdict, before->kind, engine::userName(), text, storage::nowNs()});
    }
    save(std::move(labels));
}

void FindingReview::setKind(const QString &typed)
{
    const QString kind = typed.trimmed();
    if (!kind.isEmpty() && !kinds().contains(kind) && kinds().size() < kKinds) {
        m_context.settings.setValue(kKindsKey, kinds() << kind);
        Q_EMIT kindsChanged();
    }
    const storage::Label *before = currentLabel();
    if (kind.isEmpty() && before == nullptr)
        return;
    label(before == nullptr ? Verdict::Anomalous : before->verdict, kind.toStdString());
}

QStringList FindingReview::kinds() const { return m_context.settings.value(kKindsKey).toStringList().mid(0, kKinds); }

void FindingReview::labelAndMoveOn(Verdict verdict, const std::string &kind)
{
    const std::vector<int> rows = selectedRows();
    label(verdict, kind);
    if (m_bare || rows.size() != 1)
        return;
    const Subject subject = m_model->row(rows.front()).finding.subject;
    std::erase_if(m_left, [&](const Left &left) { return left.subject == subject; });
    m_left.push_back({subject, verdict});
    goToNextUnlabelled();
}

// A label that was undone is looked at again, however it was undone.
void FindingReview::returnToUndone()
{
    while (!m_left.empty()) {
        Left &last = m_left.back();
        const auto &labels = m_model->labels();
        const auto found = labels == nullptr ? FindingLabels::const_iterator{} : labels->find(last.subject);
        const bool there = labels != nullptr && found != labels->end() && found->second.verdict == last.verdict;
        if (there || !last.saved) {
            last.saved = last.saved || there;
            return;
        }
        for (int i = 0; i < m_model->rowCount(); ++i)
            if (m_model->row(i).finding.subject == last.subject) {
                choose(i);
                break;
            }
        m_left.pop_back();
    }
}

} // namespace causeway::views
