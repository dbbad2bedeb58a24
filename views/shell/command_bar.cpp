#include "views/shell/command_bar.h"

#include <QAction>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>

#include "app/workspace/workspace.h"
#include "storage/text_matcher.h"
#include "views/dialogs/filter_dialog.h"
#include "views/dialogs/time_range_dialog.h"
#include "views/shell/action_registry.h"
#include "views/shell/chip_button.h"
#include "views/shell/flow_layout.h"
#include "views/shell/settings.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

CommandBar::CommandBar(ViewContext context, QWidget *parent) : QWidget(parent), m_context(context)
{
    setAccessibleName(tr("Project, time and filter"));
    m_rows = new QVBoxLayout(this);
    m_rows->setContentsMargins(theme::kMargin, theme::kMargin, theme::kMargin, theme::kMargin);
    m_rows->setSpacing(theme::kGrid / 2);
    m_row = new QHBoxLayout;
    m_row->setSpacing(theme::kGrid);
    m_rows->addLayout(m_row);

    m_project = new ChipButton({}, ChipButton::Kind::Plain, this);
    m_project->setIcon(theme::icon(QStringLiteral("folder")));
    m_projectMenu = new QMenu(this);
    connect(m_projectMenu, &QMenu::aboutToShow, this, [this] {
        m_projectMenu->clear();
        for (const char *id : {"file.import", "file.open", "file.new", "file.close"})
            if (QAction *action = m_context.actions.action(QString::fromLatin1(id)))
                m_projectMenu->addAction(action);
        m_projectMenu->addSeparator();
        for (const QString &path : m_context.workspace.recentProjects())
            m_projectMenu->addAction(QFileInfo(path).completeBaseName().replace(QLatin1Char('&'), QStringLiteral("&&")), this, [this, path] { m_context.workspace.open(path); });
    });
    connect(m_project, &QAbstractButton::clicked, this, [this] { m_projectMenu->popup(m_project->mapToGlobal(QPoint(0, m_project->height() + 2))); });

    m_time = new ChipButton({}, ChipButton::Kind::Plain, this);
    m_time->setIcon(theme::icon(QStringLiteral("time")));
    m_timeMenu = new QMenu(this);
    connect(m_timeMenu, &QMenu::aboutToShow, this, &CommandBar::fillTimeMenu);
    connect(m_time, &QAbstractButton::clicked, this, [this] { m_timeMenu->popup(m_time->mapToGlobal(QPoint(0, m_time->height() + 2))); });

    m_chips = new QWidget(this);
    m_chips->setAccessibleName(tr("Conditions of the filter"));
    m_chipLayout = new FlowLayout(m_chips, theme::kGrid / 2);
    m_chipLayout->setContentsMargins(0, 0, 0, 0);
    QSizePolicy flowing(QSizePolicy::Preferred, QSizePolicy::Preferred);
    flowing.setHeightForWidth(true);
    m_chips->setSizePolicy(flowing);

    m_add = new ChipButton(tr("Filter"), ChipButton::Kind::Plain, this);
    m_add->setIcon(theme::icon(QStringLiteral("plus")));
    m_add->setAccessibleName(tr("Add a condition to the filter"));
    m_add->setToolTip(tr("Add a condition to the filter  (Ctrl+Shift+L)"));
    connect(m_add, &QAbstractButton::clicked, this, &CommandBar::editFilter);

    m_search = new QLineEdit(this);
    m_search->setClearButtonEnabled(true);
    m_search->setAccessibleName(tr("Search events"));
    m_search->addAction(theme::icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_search->setPlaceholderText(tr("Show events that contain …"));
    m_search->setToolTip(tr("Show only events that contain this text  (Ctrl+F)\nBetween slashes it is a regular expression: /timeout after \\d+/\nWith − in front: events without it"));
    m_search->setMinimumWidth(220);
    m_search->setMaximumWidth(320);
    connect(m_search, &QLineEdit::returnPressed, this, &CommandBar::search);

    m_row->addWidget(m_project);
    m_row->addWidget(m_time);
    m_row->addWidget(m_chips);
    m_row->addWidget(m_add);
    m_row->addStretch(1);
    m_row->addWidget(m_search, 1);

    auto &workspace = m_context.workspace;
    for (auto signal : {&workspace::Workspace::projectChanged, &workspace::Workspace::dataChanged, &workspace::Workspace::filterChanged, &workspace::Workspace::catalogChanged})
        connect(&workspace, signal, this, &CommandBar::refresh);
    connect(&m_context.settings, &Settings::zoneChanged, this, &CommandBar::refresh);
    refresh();
}

void CommandBar::refresh()
{
    auto &workspace = m_context.workspace;
    const bool open = workspace.isOpen();
    m_project->setText(open ? workspace.name() : tr("No project"));
    m_project->setAccessibleName(tr("Project: %1").arg(m_project->text()));
    m_project->setToolTip(open ? text::toolTip(workspace.path()) : tr("Open or create a project"));
    m_project->updateGeometry();
    m_project->update();

    const TimeRange shown = workspace.visibleRange();
    const bool timed = open && workspace.snapshot() && (workspace.snapshot()->events > 0 || !workspace.snapshot()->timeRange().isAll());
    m_time->setText(timed ? text::range(shown) : tr("No events"));
    m_time->setAccessibleName(tr("Time range: %1").arg(m_time->text()));
    m_time->setToolTip(tr("Time range that is looked at  (Ctrl+L)") +
                       (shown.isAll() ? QString() : QStringLiteral("\n%1 – %2").arg(text::timeUtc(shown.from), text::timeUtc(shown.to))));
    m_time->setEnabled(timed);
    m_time->updateGeometry();
    m_time->update();
    m_add->setEnabled(timed && workspace.snapshot()->events > 0);
    m_search->setEnabled(m_add->isEnabled());

    while (QLayoutItem *item = m_chipLayout->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    for (const workspace::Chip &chip : workspace.chips()) {
        auto *button = new ChipButton(text::render(chip.label), ChipButton::Kind::Condition, m_chips);
        connect(button, &QAbstractButton::clicked, this, [this, chip] { m_context.workspace.removeChip(chip); });
        m_chipLayout->addWidget(button);
    }
    m_chips->setVisible(m_chipLayout->count() > 0);
    placeChips();
}

// In the row as long as each can be read whole there, else in rows of their own below.
void CommandBar::placeChips()
{
    int wanted = -theme::kGrid / 2;
    for (int i = 0; i < m_chipLayout->count(); ++i)
        wanted += m_chipLayout->itemAt(i)->widget()->sizeHint().width() + theme::kGrid / 2; // the item's is 0 until the chip is shown
    const int others = m_project->sizeHint().width() + m_time->sizeHint().width() + m_add->sizeHint().width() + m_search->minimumWidth() + 5 * theme::kGrid + 2 * theme::kMargin;
    const bool below = m_chipLayout->count() > 0 && wanted + others > width();
    if (!below)
        m_chips->setFixedWidth(std::max(0, wanted));
    else {
        m_chips->setMinimumWidth(0);
        m_chips->setMaximumWidth(QWIDGETSIZE_MAX);
    }
    if (below == m_chipsBelow)
        return;
    m_chipsBelow = below;
    if (below)
        m_rows->addWidget(m_chips);
    else
        m_row->insertWidget(2, m_chips);
}

void CommandBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    placeChips();
}

void CommandBar::fillTimeMenu()
{
    auto &workspace = m_context.workspace;
    m_timeMenu->clear();
    m_timeMenu->addAction(tr("All times"), this, [&workspace] { workspace.setTimeRange({}); });
    const TimeRange all = workspace.snapshot() ? workspace.snapshot()->timeRange() : TimeRange{};
    if (!all.isAll()) {
        m_timeMenu->addSeparator();
        const std::pair<QString, std::int64_t> spans[] = {{tr("Last minute of the data"), 60}, {tr("Last 10 minutes of the data"), 600}, {tr("Last hour of the data"), 3600}, {tr("Last day of the data"), 86400}};
        for (const auto &[name, seconds] : spans)
            if (const std::int64_t span = seconds * 1'000'000'000; all.to.ns - all.from.ns > span)
                m_timeMenu->addAction(name, this, [&workspace, all, span] { workspace.setTimeRange({{all.to.ns - span}, all.to}); });
    }
    if (const auto marked = workspace.selection().range)
        m_timeMenu->addAction(tr("What is marked in the time line"), this, [&workspace, marked] { workspace.setTimeRange(*marked); });
    m_timeMenu->addSeparator();
    if (QAction *choose = m_context.actions.action(QStringLiteral("view.timeRange")))
        m_timeMenu->addAction(choose);
}

void CommandBar::editTimeRange()
{
    TimeRange range = m_context.workspace.visibleRange();
    // The data end just behind their last event: the next whole millisecond, or second where that event is at one, reads better.
    constexpr std::int64_t kMillisecond = 1'000'000;
    if (const std::int64_t last = range.to.ns - 1; range.to.ns != TimeRange{}.to.ns && m_context.workspace.filter().range.to.ns == TimeRange{}.to.ns)
        range.to.ns = last - last % kMillisecond + (last % (1000 * kMillisecond) == 0 ? 1000 * kMillisecond : kMillisecond);
    auto *dialog = new TimeRangeDialog(range, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &TimeRangeDialog::chosen, this, [this](const TimeRange &wanted) { m_context.workspace.setTimeRange(wanted); });
    dialog->open();
}

void CommandBar::editFilter()
{
    auto *dialog = new FilterDialog(m_context, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void CommandBar::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void CommandBar::search()
{
    QString wanted = m_search->text();
    if (wanted.isEmpty())
        return;
    storage::TextCondition condition;
    if (wanted.size() > 1 && (wanted.startsWith(QLatin1Char('-')) || wanted.startsWith(QChar(0x2212)))) {
        condition.negated = true;
        wanted.remove(0, 1);
    }
    if (wanted.size() > 2 && wanted.startsWith(QLatin1Char('/')) && wanted.endsWith(QLatin1Char('/'))) {
        condition.regex = true;
        wanted = wanted.mid(1, wanted.size() - 2);
    } else {
        // Capital letters are meant where someone types them.
        condition.caseSensitive = wanted != wanted.toLower();
    }
    condition.pattern = wanted.toStdString();
    // What is wrong stays where it can be put right.
    const auto valid = storage::TextMatcher::make(condition);
    if (!valid) {
        m_context.workspace.reportError(valid.error());
        return;
    }
    storage::Filter filter = m_context.workspace.filter();
    if (std::find(filter.texts.begin(), filter.texts.end(), condition) == filter.texts.end())
        filter.texts.push_back(condition);
    m_search->clear();
    m_context.workspace.setFilter(filter, m_context.workspace.view().eventsName);
}

void CommandBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(theme::line());
    painter.drawLine(0, height() - 1, width(), height() - 1);
}

} // namespace causeway::views
