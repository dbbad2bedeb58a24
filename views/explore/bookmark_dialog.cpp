#include "views/explore/bookmark_dialog.h"

#include <QDialogButtonBox>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr std::size_t kShownText = 160;

} // namespace

Result<std::vector<BookmarkLine>> readBookmarkLines(storage::EventReader &reader, const storage::EventOrder &order, const std::vector<EventId> &bookmarks, const Job &job)
{
    std::vector<BookmarkLine> lines;
    for (const EventId bookmark : bookmarks) {
        if (job.isCancelled())
            return failure(cancelled());
        if (bookmark.value >= order.size())
            continue;
        CAUSEWAY_ASSIGN(const storage::Event event, reader.event(bookmark));
        const std::size_t length = std::min<std::size_t>(event.contentEnd - event.contentBegin, kShownText);
        lines.push_back({bookmark, order.positionOf(bookmark) + 1, event.time, event.bytes.substr(event.contentBegin, length)});
    }
    std::sort(lines.begin(), lines.end(), [](const BookmarkLine &a, const BookmarkLine &b) { return a.number < b.number; });
    return lines;
}

BookmarkDialog::BookmarkDialog(std::vector<BookmarkLine> lines, QWidget *parent) : QDialog(parent), m_lines(std::move(lines)), m_list(new QListWidget(this))
{
    setWindowTitle(tr("Bookmarks"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(theme::kGroup, theme::kGroup, theme::kGroup, theme::kGroup);
    m_list->setAccessibleName(tr("Bookmarks"));
    m_list->setUniformItemSizes(true);
    m_list->setFont(theme::monospaced());
    for (const BookmarkLine &line : m_lines)
        m_list->addItem(QStringLiteral("%1  %2  %3").arg(text::number(static_cast<std::int64_t>(line.number)), text::time(line.time), text::fromBytes(line.text)));
    column->addWidget(m_list);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    QPushButton *go = buttons->addButton(tr("Go there"), QDialogButtonBox::AcceptRole);
    go->setDefault(true);
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &BookmarkDialog::choose);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_list, &QListWidget::itemDoubleClicked, this, &BookmarkDialog::choose);
    m_list->setCurrentRow(0);
    resize(720, 360);
}

void BookmarkDialog::choose()
{
    const int row = m_list->currentRow();
    if (row < 0)
        return;
    Q_EMIT chosen(m_lines[static_cast<std::size_t>(row)].event.value);
    accept();
}

} // namespace causeway::views
