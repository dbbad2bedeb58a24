#include "views/whatif/plot_page.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QHeaderView>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedLayout>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

#include "app/workspace/workspace.h"
#include "views/charts/plot_export.h"
#include "views/explore/table_look.h"
#include "views/shell/elided_label.h"
#include "views/shell/empty_state.h"
#include "views/shell/file_dialog.h"
#include "views/shell/flow_layout.h"
#include "views/text/text.h"
#include "views/theme/theme.h"
#include "views/whatif/scenario_panel.h"

namespace causeway::views {

namespace {

enum Shown { Picture, Figures, Nothing };

// What a picture cannot do with less: below that it scrolls.
int leastHeight(const Plot &plot)
{
    constexpr double kRow = 15, kPane = 34, kAlone = 80, kAxis = 50, kTitle = 26; // pixels
    qsizetype rows = 0;
    double shares = 0, least = HUGE_VAL;
    for (const PlotPane &pane : plot.panes) {
        rows = std::max(rows, pane.y.names.size());
        shares += pane.share;
        least = std::min(least, pane.share);
    }
    const double panes = plot.panes.size() < 2 ? kAlone : kPane * shares / least;
    return static_cast<int>(kAxis + kTitle * static_cast<double>(plot.panes.size()) + std::max(panes, kRow * static_cast<double>(rows)));
}

} // namespace

PlotPage::PlotPage(WhatIfDesk &desk, const QString &name, const QString &title, const QString &would, QWidget *parent)
    : QWidget(parent), m_desk(desk), m_name(name), m_would(would), m_runText(tr("Compute")), m_againText(tr("Compute again")), m_view(new PlotView(this)), m_table(new QTableView(this)), m_model(new PlotTable(this)), m_line(new ElidedLabel(this)), m_run(new QPushButton(tr("Compute"), this)),
      m_asTable(new QToolButton(this)), m_save(new QToolButton(this)), m_stack(new QStackedLayout(this)), m_inner(new QStackedLayout), m_page(new QWidget(this)), m_pictures(new QWidget(this))
{
    setAccessibleName(title);
    setObjectName(QStringLiteral("whatif.") + name);
    auto *bar = new QWidget(m_page);
    m_bar = new FlowLayout(bar, theme::kGrid);
    m_bar->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    m_asTable->setText(tr("Table"));
    m_asTable->setToolTip(text::toolTip(tr("The figures of the picture as a table")));
    m_asTable->setCheckable(true);
    m_save->setText(tr("Save…"));
    m_save->setToolTip(text::toolTip(tr("As a picture (PNG, SVG) or as figures (CSV)")));
    for (QWidget *widget : {static_cast<QWidget *>(m_run), static_cast<QWidget *>(m_asTable), static_cast<QWidget *>(m_save)})
        m_bar->addWidget(widget);
    m_table->setModel(m_model);
    prepareTable(*m_table, tr("%1: its figures").arg(title));
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    m_table->horizontalHeader()->setStretchLastSection(true);
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(m_view);
    m_inner->addWidget(scroll);
    m_inner->addWidget(m_table);
    m_wait = new EmptyState(QStringLiteral("whatif"), title, would, this);
    m_wait->setMinimumHeight(72);
    m_inner->addWidget(m_wait);
    m_pictures->setLayout(m_inner);
    m_line->setAccessibleName(tr("%1: what it says").arg(title));
    m_line->setContentsMargins(theme::kMargin, 2, theme::kMargin, 4);
    auto *column = new QVBoxLayout(m_page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar);
    column->addWidget(m_pictures, 1);
    column->addWidget(m_line);
    m_none = makeNoScenario(desk, would, this);
    m_none->setMinimumHeight(72);
    m_stack->addWidget(m_page);
    m_stack->addWidget(m_none);
    setFocusProxy(m_view);
    connect(m_asTable, &QToolButton::toggled, this, &PlotPage::showState);
    connect(m_save, &QToolButton::clicked, this, &PlotPage::askExport);
    connect(m_run, &QPushButton::clicked, this, [this] { m_running ? stop() : run(); });
    connect(m_view, &PlotView::spotMarked, this, [this, scroll](const PlotSpot &spot) {
        const QPoint place = m_view->placeOf(spot).toPoint();
        scroll->ensureVisible(place.x(), place.y(), 0, 40);
        if (const int row = m_model->rowOf(spot); row >= 0)
            m_table->selectRow(row);
    });
    onRowChosen(*m_table, [this](const QModelIndex &index) { m_view->setMarked(m_model->spot(index.row())); });
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &index) { Q_EMIT m_view->activated(m_model->spot(index.row())); });
    for (const auto signal : {&WhatIfDesk::treeChanged, &WhatIfDesk::chosenChanged, &WhatIfDesk::scenarioChanged, &WhatIfDesk::approvalsChanged})
        connect(&desk, signal, this, &PlotPage::judge);
    connect(&desk, &WhatIfDesk::treeChanged, this, [this] {
        if (m_desk.isGone(runningOf()))
            stop();
    });
    showState();
}

void PlotPage::addControl(QWidget *widget)
{
    // Those that are there already go behind it.
    QList<QWidget *> last{m_run, m_asTable, m_save};
    for (QWidget *one : last)
        m_bar->removeWidget(one);
    m_bar->addWidget(widget);
    for (QWidget *one : last)
        m_bar->addWidget(one);
}

void PlotPage::setRunText(const QString &text, const QString &again)
{
    m_runText = text;
    m_againText = again;
    showState();
}

bool PlotPage::showsPlot() const { return m_has && m_stack->currentWidget() == m_page && m_inner->currentIndex() == Picture; }

void PlotPage::present(Plot plot, const QString &line)
{
    m_has = !plot.isEmpty();
    const auto shared = std::make_shared<const Plot>(std::move(plot));
    m_model->setPlot(shared);
    m_view->setPlot(shared);
    m_view->setMinimumHeight(leastHeight(*shared));
    m_table->resizeColumnsToContents();
    m_said = line;
    showState();
}

void PlotPage::showNothing(const QString &text)
{
    m_has = false;
    m_model->setPlot(nullptr);
    m_view->setPlot(nullptr);
    m_said.clear();
    m_wait->setText(accessibleName(), text.isEmpty() ? m_would : text);
    showState();
}

void PlotPage::setRunning(bool running, bool ofScenario)
{
    if (running && !m_running)
        m_runningOf = ofScenario ? m_desk.chosen() : 0;
    m_running = running;
    showState();
}

void PlotPage::setOf(ScenarioId id, const std::string &document)
{
    m_ofId = id;
    m_ofDocument = document;
    judge();
}

void PlotPage::judge()
{
    if (m_ofId == 0)
        m_stale = false;
    else if (m_ofId != m_desk.chosen())
        m_stale = true;
    else if (m_desk.scenario() != nullptr)
        m_stale = m_desk.runDocument() != m_ofDocument;
    showState();
}

void PlotPage::showState()
{
    m_stack->setCurrentWidget(m_desk.rows().empty() ? m_none : m_page);
    m_inner->setCurrentIndex(!m_has ? Nothing : m_asTable->isChecked() ? Figures : Picture);
    m_run->setText(m_running ? tr("Stop") : m_has && m_stale ? m_againText : m_runText);
    m_run->setEnabled(m_running || m_desk.scenario() != nullptr);
    const QString other = runningOf() != 0 && m_runningOf != m_desk.chosen() ? m_desk.nameOf(m_runningOf) : QString();
    m_run->setToolTip(text::toolTip(!m_run->isEnabled() ? tr("No scenario is chosen that can be used.") : other.isEmpty() ? QString() : tr("Stops what is computed of “%1”").arg(other)));
    for (QToolButton *button : {m_asTable, m_save})
        button->setEnabled(m_has);
    m_line->setVisible(m_has || m_running);
    const QString said = m_ofId == 0 || m_ofId == m_desk.chosen() ? m_said : tr("Of “%1” · %2").arg(m_desk.nameOf(m_ofId), m_said);
    const QString running = other.isEmpty() ? tr("It is being computed …") : tr("“%1” is being computed …").arg(other);
    m_line->setText(m_running ? (m_said.isEmpty() ? running : other.isEmpty() ? tr("%1 · being computed …").arg(said) : QStringLiteral("%1 · %2").arg(said, running)) : m_has && m_stale && said == m_said ? tr("Of before the scenario or its approvals were changed · %1").arg(m_said) : said);
    m_line->setEnabled(!m_stale || m_running);
    m_view->setDimmed(m_has && m_stale);
    m_model->setDimmed(m_has && m_stale);
}

void PlotPage::askExport()
{
    const QString png = tr("Picture (*.png)"), svg = tr("Scalable picture (*.svg)"), csv = tr("Comma-separated values (*.csv)");
    auto *dialog = makeFileDialog(window(), tr("Save the picture"), QFileInfo(m_desk.context().workspace.path()).path(), QStringList{png, svg, csv}.join(QStringLiteral(";;")));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("png"));
    dialog->selectFile(m_name + QStringLiteral(".png"));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog, svg, csv](const QString &chosen) {
        const QString suffix = chosen == svg ? QStringLiteral("svg") : chosen == csv ? QStringLiteral("csv") : QStringLiteral("png");
        dialog->setDefaultSuffix(suffix);
        if (const QStringList files = dialog->selectedFiles(); !files.isEmpty() && !QFileInfo(files.front()).isDir())
            dialog->selectFile(QFileInfo(files.front()).completeBaseName() + QLatin1Char('.') + suffix);
    });
    connect(dialog, &QFileDialog::fileSelected, this, &PlotPage::exportTo);
    dialog->open();
}

void PlotPage::exportTo(const QString &path)
{
    if (!m_has)
        return;
    const QSize size = m_view->size().expandedTo({720, 360});
    m_desk.context().workspace.jobs().start<QString>(
        {.key = {}, .title = Message(CAUSEWAY_TEXT("Export %1"), path.toStdString())},
        [plot = plot(), path, size](const Job &) -> Result<QString> {
            CAUSEWAY_TRY(writePlot(*plot, path, size));
            return path;
        },
        this, [this](const QString &written) {
            m_desk.context().workspace.reportNotice(Message(CAUSEWAY_TEXT("The picture is written to %1."), written.toStdString()));
            Q_EMIT exported(written);
        });
}

} // namespace causeway::views
