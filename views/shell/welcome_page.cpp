#include "views/shell/welcome_page.h"

#include <QAction>
#include <QDir>
#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QListView>
#include <QPainter>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include "app/workspace/workspace.h"
#include "views/shell/action_registry.h"
#include "views/shell/settings.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

// A way to begin: icon, what it is called, what it does.
class StartButton : public QPushButton {
public:
    StartButton(QAction *action, const QString &title, const QString &text, QWidget *parent) : QPushButton(parent), m_title(title), m_text(text), m_icon(action->icon())
    {
        setAccessibleName(title);
        setAccessibleDescription(text);
        setToolTip(action->toolTip());
        setMinimumHeight(64);
        setCursor(Qt::PointingHandCursor);
        connect(this, &QPushButton::clicked, action, &QAction::trigger);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const bool hot = underMouse() || hasFocus();
        painter.setPen(QPen(hot ? theme::color(theme::Tone::Accent) : theme::line(), 1));
        painter.setBrush(palette().color(isDown() ? QPalette::Midlight : QPalette::Base));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
        m_icon.paint(&painter, QRect(theme::kGroup, (height() - 24) / 2, 24, 24));
        const QRect area = rect().adjusted(theme::kGroup + 24 + theme::kGroup, 10, -theme::kMargin, -10);
        QFont font = this->font();
        font.setWeight(QFont::DemiBold);
        painter.setFont(font);
        painter.setPen(palette().color(QPalette::WindowText));
        const int middle = rect().center().y();
        painter.drawText(QRect(area.left(), 0, area.width(), middle - 1), Qt::AlignLeft | Qt::AlignBottom, m_title);
        painter.setFont(theme::smallFont());
        painter.setPen(theme::muted());
        painter.drawText(QRect(area.left(), middle + 3, area.width(), middle), Qt::AlignLeft | Qt::AlignTop, painter.fontMetrics().elidedText(m_text, Qt::ElideRight, area.width()));
    }

private:
    QString m_title, m_text;
    QIcon m_icon;
};

class RecentDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override { return {200, 40}; }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const bool hot = option.state.testFlag(QStyle::State_MouseOver) || option.state.testFlag(QStyle::State_Selected);
        painter->save();
        if (hot)
            painter->fillRect(option.rect, option.palette.color(QPalette::Midlight));
        const QRect area = option.rect.adjusted(theme::kMargin, 3, -theme::kMargin, -3);
        painter->setFont(option.font);
        painter->setPen(option.palette.color(QPalette::Text));
        painter->drawText(area, Qt::AlignLeft | Qt::AlignTop, index.data(Qt::DisplayRole).toString());
        painter->setFont(theme::smallFont());
        painter->setPen(theme::muted());
        painter->drawText(area, Qt::AlignLeft | Qt::AlignBottom, painter->fontMetrics().elidedText(index.data(RecentModel::FolderRole).toString(), Qt::ElideMiddle, area.width()));
        painter->restore();
    }
};

QLabel *label(const QString &text, const QFont &font, QWidget *parent, bool faint = false)
{
    auto *made = new QLabel(text, parent);
    made->setTextFormat(Qt::PlainText);
    made->setFont(font);
    made->setWordWrap(true);
    if (faint)
        made->setForegroundRole(QPalette::PlaceholderText);
    return made;
}

} // namespace

void RecentModel::setPaths(const QStringList &paths)
{
    beginResetModel();
    m_paths = paths;
    endResetModel();
}

int RecentModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(m_paths.size()); }

QVariant RecentModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const QString &path = m_paths[index.row()];
    const QFileInfo info(path);
    switch (role) {
    case Qt::DisplayRole: return info.completeBaseName();
    case Qt::ToolTipRole: return text::toolTip(path);
    case PathRole: return path;
    case FolderRole: {
        const QString folder = info.path();
        return folder.startsWith(QDir::homePath()) ? QLatin1Char('~') + folder.mid(QDir::homePath().size()) : folder;
    }
    default: return {};
    }
}

WelcomePage::WelcomePage(ViewContext context, QWidget *parent) : QScrollArea(parent), m_context(context), m_recent(new RecentModel(this))
{
    setAccessibleName(tr("Welcome"));
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    auto *page = new QWidget(this);
    page->setAccessibleName(tr("Welcome"));
    auto *outer = new QVBoxLayout(page);
    outer->setContentsMargins(theme::kGroup * 2, theme::kGroup, theme::kGroup * 2, theme::kGroup);
    auto *column = new QWidget(page);
    column->setMaximumWidth(880);
    column->setMinimumWidth(560);
    auto *content = new QVBoxLayout(column);
    content->setContentsMargins(0, 0, 0, 0);
    content->setSpacing(theme::kGrid);

    content->addWidget(label(tr("Causeway"), theme::titleFont(), column));
    content->addWidget(label(tr("From a log line to the decision it should cause: import logs, see what normally happens, find what deviates and why, and say whether it is right."),
                             theme::interfaceFont(), column, true));
    content->addSpacing(theme::kGroup);

    auto *halves = new QHBoxLayout;
    halves->setSpacing(theme::kGroup * 2);
    auto *begin = new QVBoxLayout;
    begin->setSpacing(theme::kGrid);
    QFont heading = theme::interfaceFont();
    heading.setWeight(QFont::DemiBold);
    begin->addWidget(label(tr("Begin"), heading, column));
    const auto start = [&](const char *id, const QString &title, const QString &text) {
        if (QAction *action = m_context.actions.action(QString::fromLatin1(id)))
            begin->addWidget(new StartButton(action, title, text, column));
    };
    start("file.import", tr("Import logs…"), tr("Files, folders, compressed or not"));
    start("file.open", tr("Open a project…"), tr("A .causeway file of yours or a colleague’s"));
    start("help.sample", tr("Open the sample incident"), tr("A shop of twelve services in which requests go wrong"));
    begin->addWidget(label(tr("Or drop log files anywhere on this window."), theme::smallFont(), column, true));
    begin->addStretch(1);
    halves->addLayout(begin, 1);

    auto *recent = new QVBoxLayout;
    recent->setSpacing(theme::kGrid);
    recent->addWidget(label(tr("Recent projects"), heading, column));
    m_list = new QListView(column);
    m_list->setModel(m_recent);
    m_list->setItemDelegate(new RecentDelegate(m_list));
    m_list->setAccessibleName(tr("Recent projects"));
    m_list->setMouseTracking(true);
    m_list->setMinimumHeight(208);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    recent->addWidget(m_list);
    m_noRecent = label(tr("None yet. Projects that you open are listed here."), theme::interfaceFont(), column, true);
    recent->addWidget(m_noRecent);
    recent->addStretch(1);
    halves->addLayout(recent, 1);
    content->addLayout(halves);
    content->addSpacing(theme::kGroup);
    content->addWidget(label(tr("Nothing leaves this computer. Ctrl+K finds every command."), theme::smallFont(), column, true));

    outer->addStretch(2);
    auto *centred = new QHBoxLayout;
    centred->addStretch(1);
    centred->addWidget(column, 100);
    centred->addStretch(1);
    outer->addLayout(centred);
    outer->addStretch(3);
    setWidget(page);

    const auto open = [this](const QModelIndex &index) { m_context.workspace.open(index.data(RecentModel::PathRole).toString()); };
    connect(m_list, &QListView::clicked, this, open);
    connect(m_list, &QListView::activated, this, open);
    connect(&m_context.workspace, &workspace::Workspace::recentProjectsChanged, this, &WelcomePage::refresh);
    refresh();
}

void WelcomePage::refresh()
{
    const QStringList paths = m_context.workspace.recentProjects();
    m_recent->setPaths(paths);
    m_list->setVisible(!paths.isEmpty());
    m_noRecent->setVisible(paths.isEmpty());
}

} // namespace causeway::views
