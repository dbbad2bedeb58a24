#include "views/findings/heat_map_panel.h"

#include <QButtonGroup>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedLayout>
#include <QToolButton>

#include "app/engine/list_models.h"
#include "app/workspace/workspace.h"
#include "views/findings/heat_map_export.h"
#include "views/findings/influence_page.h"
#include "views/findings/word_maps.h"
#include "views/shell/action_registry.h"
#include "views/shell/elided_label.h"
#include "views/shell/empty_state.h"
#include "views/shell/file_dialog.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

HeatMapPanel::HeatMapPanel(ViewContext context, FindingReview &review, QWidget *parent)
    : QWidget(parent), m_context(context), m_review(review), m_attention(new HeatMapView(HeatMeasure::Attention, this)), m_occlusion(new HeatMapView(HeatMeasure::Occlusion, this)),
      m_finding(new QWidget(this)), m_page(new QWidget(this)), m_influence(new InfluencePage(context, this)), m_all(new QToolButton(this)), m_empty(new EmptyState(QStringLiteral("table"), {}, {}, this)),
      m_noMap(new EmptyState(QStringLiteral("table"), {}, {}, this, context.actions.action(QStringLiteral("findings.trainAttention")))), m_choices(new QButtonGroup(this)),
      m_agreement(new ElidedLabel(this)), m_warning(new QWidget(this)), m_warningIcon(new QLabel(m_warning)), m_warningText(new QLabel(m_warning))
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    bar->setSpacing(theme::kGrid);
    m_all->setText(tr("All sessions"));
    m_all->setToolTip(tr("What the detector looks at in all sessions together, pattern by pattern, in the place of the chosen finding."));
    m_all->setCheckable(true);
    bar->addWidget(m_all);
    bar->addSpacing(theme::kGrid);
    for (const auto &[choice, text] : {std::pair{Choice::Attention, tr("Attention")}, {Choice::Occlusion, tr("Occlusion")}, {Choice::Both, tr("Side by side")}}) {
        auto *button = new QToolButton(this);
        button->setText(text);
        button->setCheckable(true);
        m_choices->addButton(button, static_cast<int>(choice));
        bar->addWidget(button);
    }
    bar->addSpacing(theme::kGrid);
    bar->addWidget(m_agreement, 1);
    auto *button = new QToolButton(this);
    button->setDefaultAction(context.actions.action(QStringLiteral("findings.exportHeatMap")));
    bar->addWidget(button);
    outer->addLayout(bar);
    m_agreement->setAccessibleName(tr("Agreement of attention and occlusion"));

    auto *column = new QVBoxLayout(m_page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *warning = new QHBoxLayout(m_warning);
    warning->setContentsMargins(theme::kMargin, 0, theme::kMargin, 4);
    warning->setSpacing(theme::kGrid);
    warning->addWidget(m_warningIcon);
    warning->addWidget(m_warningText, 1);
    m_warningText->setTextFormat(Qt::PlainText);
    m_warningText->setWordWrap(true);
    m_warningText->setAccessibleName(tr("Warning about attention"));
    m_warningIcon->setPixmap(theme::icon(QStringLiteral("warning")).pixmap(QSize(16, 16), devicePixelRatio()));
    column->addWidget(m_warning);

    auto *views = new QSplitter(Qt::Horizontal, m_page);
    views->setChildrenCollapsible(false);
    m_words = new WordMaps(*m_attention, *m_occlusion, *views);
    column->addWidget(views, 1);
    m_stack = new QStackedLayout(m_finding);
    for (QWidget *page : std::initializer_list<QWidget *>{m_empty, m_noMap, m_page})
        m_stack->addWidget(page);
    m_scopes = new QStackedLayout;
    m_scopes->addWidget(m_finding);
    m_scopes->addWidget(m_influence);
    outer->addLayout(m_scopes, 1);
    setMinimumHeight(112);
    connect(m_all, &QToolButton::toggled, this, &HeatMapPanel::showAllSessions);
    connect(m_influence, &InfluencePage::mapChanged, this, [this] {
        updateChoice();
        updateLook();
    });

    for (HeatMapView *view : {m_attention, m_occlusion}) {
        HeatMapView *other = view == m_attention ? m_occlusion : m_attention;
        connect(view, &HeatMapView::cellChosen, this, [this, view] { take(*view, false); });
        connect(view, &HeatMapView::cellActivated, this, [this, view] { take(*view, true); });
        connect(view, &HeatMapView::zoomChanged, other, [view, other] { other->setZoom(view->zoom()); });
        connect(view, &HeatMapView::scrolled, other, [view, other] {
            if (!view->isVisible() || !other->isVisible())
                return; // one that is hidden has no room to tell a place by
            other->verticalScrollBar()->setValue(view->verticalScrollBar()->value());
            other->horizontalScrollBar()->setValue(view->horizontalScrollBar()->value());
        });
    }
    connect(m_words, &WordMaps::cellWanted, this, [this](HeatCell cell, bool goThere) {
        m_attention->setCurrent(cell);
        take(*m_attention, goThere);
    });
    connect(m_choices, &QButtonGroup::idClicked, this, [this](int id) { choose(static_cast<Choice>(id)); });
    const auto stale = [this] {
        m_stale = true;
        if (isVisible())
            read();
        else
            showMap(nullptr);
    };
    connect(&review, &FindingReview::explanationChanged, this, stale);
    connect(&review, &FindingReview::currentChanged, this, [this] {
        if (m_all->isChecked())
            showAllSessions(true); // of the detector that found it
    });
    connect(&review, &FindingReview::queueChanged, this, &HeatMapPanel::updateLook);
    connect(&context.workspace, &workspace::Workspace::projectChanged, this, &HeatMapPanel::updateLook);
    connect(&context.workspace, &workspace::Workspace::selectionChanged, this, &HeatMapPanel::follow);
    showMap(nullptr);
}

void HeatMapPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale)
        read();
}

void HeatMapPanel::read()
{
    m_stale = false;
    showMap(nullptr);
    const FindingReview::Explanation &explanation = m_review.explanation();
    if (explanation == nullptr) {
        m_context.workspace.jobs().cancelKey("findings.heatMap");
        return;
    }
    using Map = std::shared_ptr<const HeatMap>;
    m_context.workspace.jobs().start<Map>(
        {.key = "findings.heatMap", .title = Message(CAUSEWAY_TEXT("Measure the heat map")), .quiet = true},
        [explanation, catalog = m_context.workspace.catalog()](const Job &job) { return HeatMap::make(explanation, catalog, job); }, this, [this](Map map) { showMap(std::move(map)); });
}

void HeatMapPanel::showMap(std::shared_ptr<const HeatMap> map)
{
    m_map = map != nullptr && map->columnCount() > 0 && (map->has(HeatMeasure::Attention) || map->has(HeatMeasure::Occlusion)) ? std::move(map) : nullptr;
    for (HeatMapView *view : {m_attention, m_occlusion})
        view->setMap(m_map);
    // Both at one place: where leaving out has the strongest effect, of detectors without it where attention is.
    if (m_map != nullptr && m_map->rowHas(HeatMeasure::Occlusion, m_map->firstRow()))
        m_attention->setCurrent(*m_occlusion->current());
    else if (m_map != nullptr)
        m_occlusion->setCurrent(*m_attention->current());
    follow();
    updateChoice();
    updateLook();
    Q_EMIT mapChanged();
}

HeatMapPanel::Choice HeatMapPanel::shown() const
{
    if (m_map == nullptr)
        return m_wanted;
    if (!m_map->has(HeatMeasure::Attention))
        return Choice::Occlusion;
    return m_map->has(HeatMeasure::Occlusion) ? m_wanted : Choice::Attention;
}

void HeatMapPanel::showAllSessions(bool on)
{
    m_all->setChecked(on);
    const FindingTable::Row *row = m_review.current();
    const detect::Detector *detector = row == nullptr ? nullptr : engine::findDetector(row->finding.detector);
    if (on && detector != nullptr && detector->info().kind == detect::DetectorKind::Neural)
        m_influence->setDetector(row->finding.detector);
    m_scopes->setCurrentWidget(on ? static_cast<QWidget *>(m_influence) : m_finding);
    updateChoice();
    updateLook();
}

void HeatMapPanel::choose(Choice choice)
{
    m_wanted = choice;
    if (choice != Choice::Both)
        m_influence->setMeasure(choice == Choice::Attention ? HeatMeasure::Attention : HeatMeasure::Occlusion);
    updateChoice();
    updateLook();
}

void HeatMapPanel::updateChoice()
{
    if (m_all->isChecked()) {
        const bool attention = m_influence->model().measure() == HeatMeasure::Attention;
        m_choices->button(static_cast<int>(attention ? Choice::Attention : Choice::Occlusion))->setChecked(true);
        m_choices->button(static_cast<int>(Choice::Attention))->setEnabled(m_influence->has(HeatMeasure::Attention));
        m_choices->button(static_cast<int>(Choice::Occlusion))->setEnabled(m_influence->has(HeatMeasure::Occlusion));
        m_choices->button(static_cast<int>(Choice::Both))->setEnabled(false);
        m_choices->button(static_cast<int>(Choice::Both))->setToolTip(text::toolTip(tr("Of all sessions one measure is shown at a time: choose a finding's map with “All sessions”.")));
        setFocusProxy(m_influence);
        return;
    }
    const Choice now = shown();
    m_choices->button(static_cast<int>(now))->setChecked(true);
    m_words->setVisible(HeatMeasure::Attention, now != Choice::Occlusion);
    m_words->setVisible(HeatMeasure::Occlusion, now != Choice::Attention);
    // Once both have their new width.
    QMetaObject::invokeMethod(
        this,
        [this] {
            for (HeatMapView *view : {m_attention, m_occlusion})
                if (view->isVisible())
                    view->showCurrent();
        },
        Qt::QueuedConnection);
    const bool attention = m_map == nullptr || m_map->has(HeatMeasure::Attention), occlusion = m_map == nullptr || m_map->has(HeatMeasure::Occlusion);
    const FindingTable::Row *row = m_review.current();
    const QString detector = row == nullptr ? QString() : text::fromBytes(row->finding.detector);
    const auto enable = [&](Choice choice, bool on, const QString &help) {
        m_choices->button(static_cast<int>(choice))->setEnabled(on);
        m_choices->button(static_cast<int>(choice))->setToolTip(text::toolTip(help));
    };
    const QString noAttention = tr("“%1” has no attention.").arg(detector), noOcclusion = tr("“%1” does not tell what happens when an event is left out.").arg(detector);
    enable(Choice::Attention, attention, attention ? tr("How much the detector looked at each event before: its share, times the number of events.") : noAttention);
    enable(Choice::Occlusion, occlusion, occlusion ? tr("How much less surprising the step is when an event before is left out.") : noOcclusion);
    enable(Choice::Both, attention && occlusion, attention && occlusion ? tr("Attention and occlusion beside each other.") : attention ? noOcclusion : noAttention);
    setFocusProxy(now == Choice::Occlusion ? m_occlusion : m_attention);
}

QString HeatMapPanel::agreementText() const
{
    if (m_map == nullptr || !m_map->has(HeatMeasure::Attention) || !m_map->has(HeatMeasure::Occlusion))
        return {};
    const HeatMap::Agreement &all = m_map->agreement();
    if (!all.mean)
        return tr("Attention and occlusion can be compared from the fifth step on.");
    const auto row = m_map->agreement(m_attention->current()->row);
    const auto say = [](std::optional<double> value) { return value ? QLocale().toString(*value, 'f', 2) : QStringLiteral("–"); };
    const QString step = text::number(static_cast<std::int64_t>(m_map->position(m_attention->current()->row)) + 1);
    return tr("Rank correlation of attention and |ΔNLL|: step %1 %2, mean of %3 steps %4").arg(step, say(row), text::number(static_cast<std::int64_t>(all.rows)), say(all.mean));
}

QString HeatMapPanel::warningText() const
{
    if (m_map == nullptr || !m_map->has(HeatMeasure::Attention) || !m_map->has(HeatMeasure::Occlusion))
        return {};
    const auto say = [](double value) { return QLocale().toString(value, 'f', 2); };
    const auto row = m_map->agreement(m_attention->current()->row);
    if (const auto &mean = m_map->agreement().mean; mean && *mean < kFaithful)
        return tr("Attention is not a faithful explanation here: rank correlation %1. Trust occlusion.").arg(say(*mean));
    if (row && *row < kFaithful)
        return tr("Attention is not a faithful explanation of this step: rank correlation %1. Trust occlusion.").arg(say(*row));
    return {};
}

void HeatMapPanel::updateLook()
{
    const workspace::Workspace &ws = m_context.workspace;
    QWidget *page = m_page;
    if (!ws.isOpen() || m_review.current() == nullptr) {
        m_empty->setText(tr("No finding is chosen"), tr("Choose one in the queue: what its detector looked at is shown here, step by step."));
        page = m_empty;
    } else if (m_map == nullptr) {
        const FindingReview::Explanation &explanation = m_review.explanation();
        const QString detector = text::fromBytes(m_review.current()->finding.detector);
        const bool some = explanation != nullptr && std::any_of(explanation->steps.begin(), explanation->steps.end(), [](const auto &step) { return !step.step.attention.empty() || !step.step.occlusion.empty(); });
        page = m_empty;
        if (!m_review.explanationProblem().isEmpty())
            m_empty->setText(tr("There is no heat map"), m_review.explanationProblem());
        else if (explanation == nullptr || some)
            m_empty->setText(tr("Looking at the steps …"), {});
        else if (m_review.current()->finding.subject.kind == SubjectKind::Window)
            m_empty->setText(tr("A window has no heat map"), tr("“%1” counts what happens in a span of time; only the steps of a session follow one another.").arg(detector));
        else if (explanation->events.size() < 2 && !explanation->steps.empty() && std::isfinite(explanation->steps.front().step.nll))
            m_empty->setText(tr("There is nothing to look back at"), tr("The session has one event."));
        else {
            const auto &table = m_review.model().table();
            const bool there = table != nullptr && std::any_of(table->detectors.begin(), table->detectors.end(), [](const std::string &name) {
                const detect::Detector *known = engine::findDetector(name);
                return known != nullptr && known->info().kind == detect::DetectorKind::Neural;
            });
            EmptyState *none = there ? m_empty : m_noMap;
            none->setText(tr("“%1” has no heat map").arg(detector), there ? tr("Findings of deeplog and attention have one: choose one of theirs in the queue.")
                                                                          : tr("Train deeplog or attention: their findings have a heat map."));
            page = none;
        }
    }
    m_stack->setCurrentWidget(page);
    const bool all = m_all->isChecked();
    m_context.actions.setEnabled(QStringLiteral("findings.exportHeatMap"), all ? m_influence->model().rowCount() > 0 : m_map != nullptr, tr("no heat map is shown"));
    m_agreement->setText(all ? QString() : agreementText());
    m_agreement->setDetails(tr("Spearman's rank correlation: 1 where attention and leaving out order the events alike, 0 where one says nothing of the other."));
    const QString warning = warningText();
    m_warningText->setText(warning);
    m_warning->setVisible(!warning.isEmpty());
    m_words->update();
}

void HeatMapPanel::take(HeatMapView &from, bool goThere)
{
    const HeatCell cell = *from.current();
    (&from == m_attention ? m_occlusion : m_attention)->setCurrent(cell);
    const EventId step = m_map->eventAt(m_map->position(cell.row));
    m_choosing = true;
    m_review.chooseSteps(step, cell.column ? m_map->eventAt(*cell.column) : step, goThere);
    m_choosing = false;
    updateLook();
}

void HeatMapPanel::follow()
{
    const auto event = m_context.workspace.selection().event;
    if (m_map == nullptr || m_choosing || !event)
        return;
    const auto row = m_map->rowOf(*event);
    if (!row || *row == m_attention->current()->row)
        return;
    const HeatMeasure measure = shown() == Choice::Attention ? HeatMeasure::Attention : HeatMeasure::Occlusion;
    for (HeatMapView *view : {m_attention, m_occlusion})
        view->setCurrent({*row, m_map->strongest(measure, *row)});
    updateLook();
}

void HeatMapPanel::exportMap()
{
    const bool all = m_all->isChecked();
    if (all ? m_influence->model().rowCount() == 0 : m_map == nullptr)
        return;
    const QString png = tr("Picture (*.png)"), svg = tr("Scalable picture (*.svg)"), csv = tr("Comma-separated values (*.csv)");
    auto *dialog = makeFileDialog(window(), tr("Export the heat map"), QFileInfo(m_context.workspace.path()).path(),
                                  all ? csv : QStringList{png, svg, csv}.join(QStringLiteral(";;")));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(all ? QStringLiteral("csv") : QStringLiteral("png"));
    dialog->selectFile(all ? QStringLiteral("influences.csv") : QStringLiteral("heat-map.png"));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog, svg, csv](const QString &chosen) {
        const QString suffix = chosen == svg ? QStringLiteral("svg") : chosen == csv ? QStringLiteral("csv") : QStringLiteral("png");
        dialog->setDefaultSuffix(suffix);
        if (const QStringList files = dialog->selectedFiles(); !files.isEmpty() && !QFileInfo(files.front()).isDir())
            dialog->selectFile(QFileInfo(files.front()).completeBaseName() + QLatin1Char('.') + suffix);
    });
    connect(dialog, &QFileDialog::fileSelected, this, &HeatMapPanel::exportTo);
    dialog->open();
}

void HeatMapPanel::exportTo(const QString &path)
{
    if (m_all->isChecked()) {
        if (m_influence->exportTo(path)) {
            m_context.workspace.reportNotice(Message(CAUSEWAY_TEXT("The map is written to %1."), path.toStdString()));
            Q_EMIT exported(path);
        } else
            m_context.workspace.reportError({ErrorCode::Unwritable, Message(CAUSEWAY_TEXT("The map cannot be written")), Message(CAUSEWAY_TEXT("the folder is full or may not be written to")), {}, {path.toStdString(), 0, -1}});
        return;
    }
    if (m_map == nullptr)
        return;
    std::vector<HeatMapPainter> parts;
    std::vector<WordMapPainter> words;
    for (const HeatMeasure measure : {HeatMeasure::Attention, HeatMeasure::Occlusion})
        if (shown() == Choice::Both || (shown() == Choice::Attention) == (measure == HeatMeasure::Attention)) {
            parts.emplace_back(*m_map, measure, palette(), theme::smallFont());
            if (m_words->shown() != nullptr)
                words.emplace_back(*m_map, *m_words->shown(), measure, palette(), theme::smallFont());
        }
    m_context.workspace.jobs().start<QString>(
        {.key = {}, .title = Message(CAUSEWAY_TEXT("Export %1"), path.toStdString())},
        [map = m_map, parts = std::move(parts), words = std::move(words), path](const Job &job) -> Result<QString> {
            CAUSEWAY_TRY(writeHeatMap(*map, parts, words, path, job));
            return path;
        },
        this, [this](const QString &written) {
            m_context.workspace.reportNotice(Message(CAUSEWAY_TEXT("The heat map is written to %1."), written.toStdString()));
            Q_EMIT exported(written);
        });
}

} // namespace causeway::views
