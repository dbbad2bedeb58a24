#include "views/explore/pattern_bar.h"

#include <QCursor>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>

#include "app/workspace/workspace.h"
#include "views/shell/elided_label.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

PatternBar::PatternBar(ViewContext context, PatternModel &model, QWidget *parent)
    : QWidget(parent), m_context(context), m_model(model), m_field(new QLineEdit(this)), m_only(new QPushButton(tr("Only this"), this)), m_not(new QPushButton(tr("Not this"), this)),
      m_new(new QToolButton(this)), m_rare(new QToolButton(this)), m_count(new ElidedLabel(this))
{
    m_field->setPlaceholderText(tr("Patterns that contain …"));
    m_field->setAccessibleName(tr("Patterns that contain"));
    m_field->setClearButtonEnabled(true);
    // Room for a few words even where the panel is narrow: the count gives way.
    m_field->setMinimumWidth(18 * m_field->fontMetrics().averageCharWidth());
    m_field->setMaximumWidth(280);
    m_new->setText(tr("New since…"));
    m_new->setCheckable(true);
    m_new->setPopupMode(QToolButton::InstantPopup);
    m_new->setToolTip(text::toolTip(tr("Show only patterns that first occur at or after a moment")));
    auto *newMenu = new QMenu(m_new);
    newMenu->setToolTipsVisible(true);
    m_new->setMenu(newMenu);
    m_rare->setText(tr("Rare"));
    m_rare->setCheckable(true);
    m_rare->setToolTip(text::toolTip(tr("Show only patterns with 10 events or fewer, and the smallest that together make at most 1 % of all events")));
    m_count->setForegroundRole(QPalette::PlaceholderText);
    m_count->setAlignment(Qt::AlignRight | Qt::AlignVCenter);

    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme::kGrid);
    row->addWidget(m_field, 3);
    for (QWidget *button : {static_cast<QWidget *>(m_only), static_cast<QWidget *>(m_not), static_cast<QWidget *>(m_new), static_cast<QWidget *>(m_rare)})
        row->addWidget(button);
    row->addWidget(m_count, 2);

    connect(m_field, &QLineEdit::textChanged, this, [this](const QString &typed) {
        m_model.setTextFilter(typed);
        Q_EMIT changed();
    });
    connect(m_only, &QPushButton::clicked, this, [this] { Q_EMIT filterAsked(true); });
    connect(m_not, &QPushButton::clicked, this, [this] { Q_EMIT filterAsked(false); });
    connect(newMenu, &QMenu::aboutToShow, this, &PatternBar::fillNewMenu);
    // The menu took the pointer's leaving of the button: without this it would look as if the pointer were still there.
    connect(newMenu, &QMenu::aboutToHide, m_new, [this] {
        m_new->setAttribute(Qt::WA_UnderMouse, m_new->rect().contains(m_new->mapFromGlobal(QCursor::pos())));
        m_new->update();
    }, Qt::QueuedConnection);
    connect(m_rare, &QToolButton::toggled, this, [this](bool on) {
        PatternModel::Only only = m_model.only();
        only.rare = on;
        m_model.setOnly(only);
        Q_EMIT changed();
    });
}

void PatternBar::setNewSince(std::optional<TimePoint> moment, const QString &name)
{
    PatternModel::Only only = m_model.only();
    only.since = moment;
    m_newSince = moment ? name : QString();
    m_model.setOnly(only);
    Q_EMIT changed();
}

void PatternBar::fillNewMenu()
{
    QMenu *menu = m_new->menu();
    menu->clear();
    auto &ws = m_context.workspace;
    QAction *all = menu->addAction(tr("All patterns, new or not"), this, [this] { setNewSince(std::nullopt, {}); });
    all->setEnabled(m_model.only().since.has_value());
    if (!all->isEnabled())
        all->setToolTip(text::toolTip(tr("They are shown already.")));
    const auto &event = ws.selection().event;
    QAction *line = menu->addAction(tr("Since the chosen line"), this, [this] {
        const auto &open = m_context.workspace.data();
        const auto &id = m_context.workspace.selection().event;
        if (!id || !open.reader)
            return;
        m_context.workspace.jobs().start<storage::Event>({.key = "explore.newSince", .title = Message(CAUSEWAY_TEXT("Read an event")), .quiet = true},
                                                         [reader = open.reader, id = *id](const Job &) { return reader->event(id); }, this, [this](const storage::Event &read) {
                                                             if (read.time.isNone())
                                                                 m_context.workspace.reportNotice(Message(CAUSEWAY_TEXT("The chosen line has no time.")));
                                                             else
                                                                 setNewSince(read.time, text::time(read.time));
                                                         });
    });
    line->setEnabled(event.has_value());
    if (!event) {
        line->setText(tr("Since the chosen line (none is chosen)")); // a tool tip is not seen by who uses the keys
        line->setToolTip(text::toolTip(tr("Choose a line first.")));
    }
    const TimeRange &range = ws.filter().range;
    const bool begins = range.from.ns != TimeRange{}.from.ns;
    QAction *begin = menu->addAction(begins ? tr("Since %1, where the time range begins").arg(text::time(range.from)) : tr("Since the time range begins (none is set)"), this,
                                     [this, from = range.from] { setNewSince(from, text::time(from)); });
    begin->setEnabled(begins);
    if (!begins)
        begin->setToolTip(text::toolTip(tr("Set a time range first: everything is new since the data begin.")));
}

QString PatternBar::countText() const { return m_count->text(); }

void PatternBar::refresh(bool oneChosen)
{
    const QString notOne = oneChosen ? QString() : QLatin1Char('\n') + tr("Choose a single pattern.");
    m_only->setEnabled(oneChosen);
    m_only->setToolTip(text::toolTip(tr("Show only events of the chosen pattern (double click or Enter)") + notOne));
    m_not->setEnabled(oneChosen);
    m_not->setToolTip(text::toolTip(tr("Hide events of the chosen pattern") + notOne));
    const auto shown = static_cast<std::int64_t>(m_model.rowCount());
    const auto total = static_cast<std::int64_t>(m_model.total());
    QString count = text::render(shown == total ? Message(CAUSEWAY_TEXT("%1{pattern|patterns}"), total) : Message(CAUSEWAY_TEXT("%1 of %2{pattern|patterns}"), shown, total));
    const PatternModel::Only &only = m_model.only();
    if (only.since)
        count += tr(", new since %1").arg(m_newSince);
    if (only.rare)
        count += tr(", rare");
    m_count->setText(count);
    m_new->setChecked(only.since.has_value());
}

} // namespace causeway::views
