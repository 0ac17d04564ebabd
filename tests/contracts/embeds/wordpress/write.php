<?php
// A post about each address, by turns as the block editor writes it and as a line of its own. Prints where they are.
require getenv('BLOG_FOLDER') . '/wp-load.php';
wp_set_current_user(1);
$written = array();
foreach (json_decode(file_get_contents(getenv('BLOG_LIST')), true) as $n => $url) {
    $block = '<!-- wp:embed ' . wp_json_encode(array('url' => $url)) . " -->\n"
        . "<figure class=\"wp-block-embed\"><div class=\"wp-block-embed__wrapper\">\n$url\n</div></figure>\n"
        . '<!-- /wp:embed -->';
    $id = wp_insert_post(array(
        'post_title' => "Post $n",
        'post_status' => 'publish',
        'post_content' => wp_slash($n % 2 ? "<!-- wp:paragraph --><p>Read.</p><!-- /wp:paragraph -->\n\n$block" : "Read.\n\n$url\n\nSo."),
    ), true);
    $written[] = get_permalink($id);
}
echo json_encode($written);
