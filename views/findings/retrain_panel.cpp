#include "views/findings/retrain_panel.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedLayout>
#include <QTableView>

#include "app/workspace/workspace.h"
#include "views/explore/table_look.h"
#include "views/findings/finding_review.h"
#include "views/findings/retraining.h"
#include "views/models/finding_model.h"
#include "views/shell/action_registry.h"
#include "views/shell/elided_label.h"
#include "views/shell/empty_state.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

QString count(std::uint64_t value) { return text::number(static_cast<std::int64_t>(value)); }

} // namespace

RetrainPanel::RetrainPanel(ViewContext context, Retraining &retraining, FindingReview &review, QWidget *parent)
    : QWidget(parent), m_context(context), m_retraining(retraining), m_review(review), m_figures(new ComparisonModel(this)),
      m_changes(new SubjectNoteModel(tr("Change"), {}, this)), m_suspects(new SubjectNoteModel(tr("Labelled"), tr("Left out because"), this)), m_figureTable(new QTableView(this)),
      m_changeTable(new QTableView(this)), m_suspectTable(new QTableView(this)), m_figureTitle(new QLabel(this)), m_changeTitle(new QLabel(this)), m_suspectTitle(new QLabel(this)),
      m_stack(new QStackedLayout(this)), m_empty(new EmptyState(QStringLiteral("refresh"), tr("No candidate yet"),
                                                                tr("Label some findings, then let the chosen detector learn from them: here you will see what changes, before it does."), this,
                                                                context.actions.action(QStringLiteral("findings.retrain")))),
      m_page(new QWidget(this)), m_headline(new ElidedLabel(this)), m_note(new QLabel(this)), m_keep(new QPushButton(tr("Keep as candidate"), this)),
      m_promote(new QPushButton(theme::icon(QStringLiteral("check")), tr("Promote"), this))
{
    auto *column = new QVBoxLayout(m_page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    bar->setSpacing(theme::kGrid);
    bar->addWidget(m_headline, 1);
    bar->addWidget(m_keep);
    bar->addWidget(m_promote);
    column->addLayout(bar);
    column->addWidget(m_note);
    m_headline->setAccessibleName(tr("What is compared"));
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_note->setForegroundRole(QPalette::PlaceholderText);
    m_note->setContentsMargins(theme::kMargin, 0, theme::kMargin, 4);
    m_note->setAccessibleName(tr("About the figures"));
    m_keep->setToolTip(tr("Nothing changes; the candidate stays in the list of models, where it can be promoted later."));
    m_promote->setToolTip(tr("From now on this model judges: it runs at once, and the one before is retired. Can be undone."));

    auto *splitter = new QSplitter(Qt::Horizontal, m_page);
    splitter->setChildrenCollapsible(false);
    prepareTable(*m_figureTable, tr("Before and after"));
    prepareTable(*m_changeTable, tr("Findings that appear and vanish"));
    prepareTable(*m_suspectTable, tr("Labels that were left out"));
    m_figureTable->setModel(m_figures);
    m_changeTable->setModel(m_changes);
    m_changeTable->setColumnHidden(SubjectNoteModel::ReasonColumn, true);
    m_suspectTable->setModel(m_suspects);
    m_figureTable->horizontalHeader()->setSectionResizeMode(ComparisonModel::MeasureColumn, QHeaderView::Stretch);
    m_changeTable->horizontalHeader()->setSectionResizeMode(SubjectNoteModel::SubjectColumn, QHeaderView::Stretch);
    m_suspectTable->horizontalHeader()->setStretchLastSection(true);
    const int digit = fontMetrics().horizontalAdvance(QLatin1Char('0'));
    for (const int section : {ComparisonModel::BeforeColumn, ComparisonModel::AfterColumn})
        m_figureTable->horizontalHeader()->setSectionResizeMode(section, QHeaderView::ResizeToContents); // a handful of rows
    m_changeTable->setColumnWidth(SubjectNoteModel::WordColumn, 12 * digit);
    m_suspectTable->setColumnWidth(SubjectNoteModel::SubjectColumn, 11 * digit);
    m_suspectTable->setColumnWidth(SubjectNoteModel::WordColumn, 12 * digit);
    m_figureSection = makeSection(*m_figureTable, *m_figureTitle);
    m_changeSection = makeSection(*m_changeTable, *m_changeTitle);
    m_suspectSection = makeSection(*m_suspectTable, *m_suspectTitle);
    m_figureTitle->setText(tr("Before and after"));
    for (QWidget *section : {m_figureSection, m_changeSection, m_suspectSection})
        splitter->addWidget(section);
    splitter->setStretchFactor(0, 5);
    splitter->setStretchFactor(1, 3);
    splitter->setStretchFactor(2, 4);
    // A narrow panel scrolls to what has no room: cut columns say nothing.
    for (const auto &[section, digits] : {std::pair{m_figureSection, 46}, {m_changeSection, 30}, {m_suspectSection, 40}})
        section->setMinimumWidth(digits * digit);
    auto *area = new QScrollArea(m_page);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    area->setAccessibleName(tr("Comparison"));
    area->setWidget(splitter);
    column->addWidget(area, 1);
    m_stack->addWidget(m_empty);
    m_empty->setMinimumHeight(72); // a small screen is not for what an empty panel would say
    m_stack->addWidget(m_page);

    const auto goThere = [this](SubjectNoteModel &model, const QModelIndex &index) {
        const SubjectNote &note = model.note(index.row());
        m_review.goTo(note.subject, note.reason.isEmpty() ? tr("%1: %2 with the candidate").arg(note.name, note.word) : note.reason);
    };
    onRowChosen(*m_changeTable, [this, goThere](const QModelIndex &index) { goThere(*m_changes, index); });
    onRowChosen(*m_suspectTable, [this, goThere](const QModelIndex &index) { goThere(*m_suspects, index); });
    connect(m_promote, &QPushButton::clicked, this, [this] {
        if (m_retraining.outcome() != nullptr)
            m_retraining.promote(m_retraining.outcome()->response.model.id);
    });
    connect(m_keep, &QPushButton::clicked, &retraining, &Retraining::keep);
    connect(&retraining, &Retraining::outcomeChanged, this, &RetrainPanel::show);
    setFocusProxy(m_changeTable);
    show();
}

QWidget *RetrainPanel::makeSection(QTableView &table, QLabel &title)
{
    auto *section = new QWidget(m_page);
    auto *column = new QVBoxLayout(section);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    title.setTextFormat(Qt::PlainText);
    title.setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    title.setMinimumWidth(1); // cut where there is no room: the table's heading says it again
    QFont font = title.font();
    font.setWeight(QFont::DemiBold);
    title.setFont(font);
    column->addWidget(&title);
    column->addWidget(&table, 1);
    return section;
}

QString RetrainPanel::headline() const { return m_headline->text(); }
QString RetrainPanel::note() const { return m_note->isHidden() ? QString() : m_note->text(); }

QString RetrainPanel::noteText() const
{
    const RetrainOutcome &outcome = *m_retraining.outcome();
    if (outcome.response.notCompared)
        return tr("There is no comparison with the model before. %1").arg(text::render(*outcome.response.notCompared));
    if (!outcome.response.comparison)
        return outcome.windows ? tr("This detector judges windows of time, and labels are of sessions: there is nothing to measure it against. It has learned anew from all there is.")
                               : tr("There is no comparison: it is the first model of this detector. Promote it, or run it with “Train and run”, and the next one is compared with it.");
    const engine::CompareModelsResponse &comparison = *outcome.response.comparison;
    if (comparison.labels == 0)
        return tr("No labelled session is there to compare on: only what changes in the findings is told.");
    if (!comparison.heldOut)
        return tr("The figures flatter: the models have learned from these labels, because too few could be held out. There are %1 normal and %2 anomalous; "
                  "with about 25 of each, every fifth is held out.")
            .arg(count(outcome.normal), count(outcome.anomalous));
    return {};
}

void RetrainPanel::show()
{
    const RetrainOutcome *outcome = m_retraining.outcome();
    m_stack->setCurrentWidget(outcome == nullptr ? static_cast<QWidget *>(m_empty) : m_page);
    if (outcome == nullptr) {
        m_figures->setComparison(nullptr);
        m_changes->setNotes({});
        m_suspects->setNotes({});
        return;
    }
    const engine::RetrainResponse &response = outcome->response;
    const storage::ModelInfo &model = response.model;
    QString said = detectorTitle(model.detector) + QStringLiteral(": ");
    if (response.comparison)
        said += (response.comparison->heldOut ? tr("model %1 against model %2 on %3 held-out labels") : tr("model %1 against model %2 on %3 labels"))
                    .arg(model.id.value)
                    .arg(response.comparison->before.id.value)
                    .arg(count(response.comparison->labels));
    else
        said += tr("model %1").arg(model.id.value);
    using Decision = RetrainOutcome::Decision;
    said += outcome->decision == Decision::Promoted ? tr(" · it judges now") : outcome->decision == Decision::Kept ? tr(" · kept as candidate") : QString();
    m_headline->setText(said);
    m_headline->setDetails(tr("Learned from %1 sessions, %2 labels").arg(count(model.report.sessions), count(model.labels)));
    const QString note = noteText();
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
    m_keep->setVisible(outcome->decision == Decision::Open && outcome->retrained);
    m_promote->setVisible(outcome->decision != Decision::Promoted);

    m_figures->setComparison(response.comparison && response.comparison->labels > 0 ? &*response.comparison : nullptr);
    std::vector<SubjectNote> changes, suspects;
    if (response.comparison) {
        for (const Subject &subject : response.comparison->appear)
            changes.push_back({subject, subjectName(subject, TimePoint::none()), tr("appears"), {}});
        for (const Subject &subject : response.comparison->vanish)
            changes.push_back({subject, subjectName(subject, TimePoint::none()), tr("vanishes"), {}});
        const engine::CompareModelsResponse &c = *response.comparison;
        const bool cut = c.appear.size() < c.appearing || c.vanish.size() < c.vanishing;
        m_changeTitle->setText(tr("%1 appear, %2 vanish").arg(count(c.appearing), count(c.vanishing)) + (cut ? QStringLiteral(" *") : QString()));
        QString hover = tr("Findings with the candidate: %1 appear, %2 vanish, %3 stay.").arg(count(c.appearing), count(c.vanishing), count(c.staying));
        if (cut)
            hover += QLatin1Char('\n') + tr("* The first %1 of each are listed.").arg(count(std::max(c.appear.size(), c.vanish.size())));
        m_changeTitle->setToolTip(hover);
    }
    for (const engine::SuspectSubject &suspect : response.suspects)
        suspects.push_back({suspect.subject, subjectName(suspect.subject, TimePoint::none()), text::verdictName(suspect.verdict),
                            tr("%1 (%2)").arg(text::render(suspect.message), subjectName(suspect.against, TimePoint::none()))});
    m_suspectTitle->setText(tr("Labels left out: %1").arg(count(suspects.size())));
    m_suspectTitle->setToolTip(tr("They contradict the others: a wrong click, or somebody who teaches what is odd as normal. Nothing was learned from them."));
    m_figureSection->setVisible(m_figures->rowCount() > 0);
    m_changeSection->setVisible(response.comparison.has_value());
    m_suspectSection->setVisible(!suspects.empty());
    m_changes->setNotes(std::move(changes));
    m_suspects->setNotes(std::move(suspects));
}

} // namespace causeway::views
