//! Journeys through the built product in real browsers.
//!
//! `cargo xtask test` builds the product, names the drivers and runs this.

mod disk;
mod fault;
mod journeys;
mod times;
mod wasm;

use std::{env, thread};

use e2e::engine::Engine;
use e2e::{
    Host, Journey, Outcome, browsers, engine, files, images, nginx, page, process, published,
    server, site,
};
use journeys::{
    accessibility, appearance, checking, choosing, comparing, copying, documents, embedding,
    entering, faults, hashing, hearing, hosting, inside, keyboard, lighthouse, machine, mounted,
    names, offline, oldest, one_file, policy, privacy, publishing, refusals, screen, several,
    smoothness, starting, translating, using,
};
use libtest_mimic::{Arguments, Failed, Trial};

/// Where a journey is made. The table below says why there.
enum In {
    /// In each engine.
    All,
    /// In each engine, in a browser of its own.
    AllFresh,
    ChromiumAndFirefox,
    Chromium,
    /// In each engine, on the page as nginx serves it by the recipe.
    AllByNginx,
    ChromiumByNginx,
}

impl In {
    fn engines(&self) -> &'static [Engine] {
        match self {
            Self::All | Self::AllFresh | Self::AllByNginx => &ENGINES,
            Self::ChromiumAndFirefox => &[Engine::Chromium, Engine::Firefox],
            Self::Chromium | Self::ChromiumByNginx => &[Engine::Chromium],
        }
    }

    fn host(&self) -> Host {
        match self {
            Self::AllByNginx | Self::ChromiumByNginx => Host::Nginx,
            _ => Host::Plain,
        }
    }

    fn is_fresh(&self) -> bool {
        matches!(self, Self::AllFresh)
    }
}

const ENGINES: [Engine; 3] = [Engine::Chromium, Engine::Firefox, Engine::WebKitGtk];

/// A journey: its name, its engines, and what is done in the browser.
macro_rules! journeys {
    ($($engines:ident: $($room:ident::$journey:ident),+;)+) => {
        vec![$($(
            trials(concat!(stringify!($room), "::", stringify!($journey)), &In::$engines, |browser| {
                Box::pin($room::$journey(browser))
            }),
        )+)+]
    };
}

fn trials(name: &'static str, place: &In, journey: Journey) -> Vec<Trial> {
    let (host, is_fresh) = (place.host(), place.is_fresh());
    let served = if host == Host::Nginx {
        "by_nginx::"
    } else {
        ""
    };
    let trial = |engine: &Engine| {
        let engine = *engine;
        let name = format!("{engine}::{served}{name}");
        Trial::test(name.clone(), move || {
            let make = || match is_fresh {
                true => page::in_browser(engine, host, journey),
                false => page::in_kept_browser(engine, host, journey),
            };
            times::of(name, make).map_err(|error| Failed::from(error.to_string()))
        })
    };
    place.engines().iter().map(trial).collect()
}

/// Set by `cargo xtask test FILTER` when no other test has the filter in its name: a filter
/// with a typing error passes nothing.
const MUST_MATCH: &str = "GVMI_HASH_MUST_MATCH";

fn main() {
    let mut arguments = Arguments::from_args();
    // A journey waits more than it works.
    let lanes = || thread::available_parallelism().map_or(1, |cores| cores.get() + 1);
    arguments.test_threads.get_or_insert_with(lanes);
    let mut trials: Vec<Trial> = journeys! {
        // Each engine reads files in a way of its own, and says in a way of its own that one
        // has changed.
        All:
            hashing::small_files_and_chunk_boundaries,
            hashing::the_example,
            hashing::three_hundred_megabytes,
            hashing::under_a_path,
            hashing::the_same_file_again,
            hashing::another_file_in_the_middle,
            hashing::cancel,
            faults::truncated,
            faults::grown,
            faults::truncated_to_almost_nothing,
            faults::rewritten_in_place,
            faults::rewritten_with_its_old_time,
            faults::deleted,
            faults::renamed,
            faults::replaced_by_rename,
            faults::replaced_by_rename_with_one_of_its_size,
            faults::replaced_by_a_folder,
            faults::hashed_again,
            faults::what_is_no_file_on_a_disk,
            names::of_files,
            names::of_what_is_dropped,
            mounted::a_disk_works,
            mounted::a_disk_fails_half_way,
            mounted::a_network_drive_goes_away,
            mounted::permission_is_taken_away,
            mounted::a_file_ends_before_its_size,
            mounted::a_disk_gives_other_bytes_later,
            mounted::a_disk_pauses,
            mounted::a_disk_is_slow,
            inside::what_a_provider_makes_of_it,
            inside::every_finding,
            inside::the_files_of_an_image,
            inside::the_picture_and_the_table,
            inside::several_are_looked_into,
            inside::in_a_widget,
            inside::in_a_changed_widget,
            inside::names_are_text,
            inside::without_its_program,
            inside::what_could_not_be_read,
            inside::of_another_file_than_was_hashed,
            checking::images_of_mksquashfs,
            checking::every_kind_of_file,
            checking::a_check_ends_with_its_image,
            checking::while_the_hash_runs,
            checking::the_parts_of_an_image,
            one_file::hashes_and_checks,
            one_file::everything_on_it_works,
            one_file::a_file_that_goes_while_it_is_hashed;
        // The memory that is measured is all of the browser's.
        AllFresh:
            smoothness::memory_does_not_grow_with_the_file;
        // The same tour in other company; the rest of the room shows what the engine does with it.
        Chromium:
            translating::by_other_extensions,
            translating::by_copies;
        // Each has rules of its own for starting workers, and words of its own where that fails.
        All:
            choosing::a_worker_stands_by,
            faults::the_worker_is_missing,
            faults::the_worker_is_not_a_program,
            faults::the_worker_computes_wrongly,
            faults::the_standby_computes_wrongly,
            faults::the_worker_dies,
            faults::the_worker_never_answers,
            faults::the_disk_is_silent,
            faults::the_worker_never_arrives,
            faults::the_worker_is_forbidden,
            faults::the_worker_is_of_another_build;
        // What a browser refuses, and what time and memory do to it, differ by engine.
        All:
            refusals::of_storage_and_interfaces,
            refusals::of_the_clipboard,
            refusals::of_the_service_worker,
            refusals::of_the_program,
            refusals::of_the_server,
            machine::the_clock_jumps,
            machine::no_more_memory,
            machine::another_tab,
            machine::left_and_back,
            machine::two_hundred_cancels;
        Chromium:
            machine::frozen;
        ChromiumAndFirefox:
            machine::ten_gigabytes;
        // WebKitGTK would take minutes.
        ChromiumAndFirefox:
            faults::the_worker_breaks_on_the_way;
        // What enforces the promises is the engine: its policy, its service worker, its frames.
        All:
            policy::nothing_gets_out,
            policy::without_the_policy_it_gets_out,
            privacy::no_request_while_hashing,
            one_file::the_page_offers_it_with_its_digest,
            offline::without_the_server,
            offline::without_the_server_where_it_is_developed,
            offline::the_one_file_is_saved_without_the_server,
            offline::the_one_file_is_of_the_build_of_the_page,
            offline::the_one_file_of_a_page_that_is_not_kept,
            offline::a_new_version,
            offline::half_of_a_new_version,
            offline::looking_for_a_new_version,
            offline::a_new_build_where_it_is_developed,
            offline::not_when_framed,
            offline::taken_back,
            offline::not_taken_back,
            embedding::the_element_tells_the_result,
            embedding::a_verifier_follows_its_attributes,
            embedding::a_bare_frame,
            embedding::two_widgets,
            embedding::lookalike_messages,
            embedding::a_theme_before_it_is_ready,
            embedding::the_theme_follows,
            embedding::the_height_follows,
            embedding::copying,
            embedding::removal,
            embedding::under_a_strict_policy,
            embedding::from_the_same_origin,
            embedding::in_a_sandbox,
            embedding::no_widget,
            embedding::no_answer,
            embedding::a_late_answer,
            embedding::forbidden_by_the_host_page,
            embedding::as_a_module,
            embedding::in_too_old_a_browser,
            embedding::no_flash,
            embedding::a_verifier_stays_one,
            embedding::bad_values_are_said,
            embedding::copying_the_line,
            embedding::the_page_for_authors_obeys_its_policy,
            embedding::the_line_to_paste,
            translating::by_a_translator,
            translating::a_widget,
            translating::what_the_user_has_stays,
            translating::nothing_is_left_of_a_broken_program,
            hosting::by_nginx,
            hosting::headers,
            oldest::hashes;
        // Dropping, pasting, copying, saving, the keyboard and what is kept differ by engine.
        All:
            choosing::drop_a_file,
            choosing::paste_a_file,
            choosing::paste_text_with_a_picture,
            choosing::drop_what_is_no_file,
            choosing::a_sums_file_is_compared,
            choosing::by_keyboard,
            copying::hash_and_code,
            copying::without_the_clipboard_interface,
            using::every_snippet,
            using::no_snippet_without_hash_and_url,
            using::the_choice_outlives_the_page,
            using::without_a_memory,
            using::by_keyboard,
            using::download_a_snippet,
            using::download_for_real,
            using::the_checksum_line,
            using::yapapi_takes_the_snippet,
            publishing::the_commands_in_a_shell,
            comparing::paste_into_the_box,
            comparing::a_link_with_a_hash,
            comparing::one_link_after_the_other,
            comparing::a_mangled_link,
            comparing::the_link_of_the_page,
            comparing::a_hostile_link,
            entering::a_wrapped_url_is_pasted;
        // Each engine gives several files, and a folder, in a way of its own, and runs several
        // workers at once.
        All:
            several::two_and_twelve_and_five_hundred,
            several::in_the_one_file,
            several::one_of_twelve_goes_wrong,
            several::added_and_removed_while_others_run,
            several::one_is_opened,
            several::a_sums_file_is_saved,
            several::a_list_verifies_them,
            several::what_programs_write_verifies_them,
            several::memory_does_not_grow_with_their_number,
            several::dropped_and_pasted;
        // WebKitGTK did not look into it once in some thirty times, for a reason that is not known.
        ChromiumAndFirefox:
            inside::what_is_chosen_before_the_program;
        // No driver chooses a folder in WebKitGTK.
        ChromiumAndFirefox:
            names::not_of_unicode,
            several::a_folder_is_chosen;
        Chromium:
            comparing::what_is_no_whole_hash,
            hashing::the_screen_stays_awake,
            appearance::in_the_colours_of_the_system,
            several::every_form_of_code;
        // What a user reads is drawn, and its events are sent, by the engine.
        All:
            appearance::no_width_is_too_narrow,
            appearance::without_the_program,
            accessibility::in_large_text,
            starting::everything_is_asked_for_once,
            starting::what_is_done_before,
            starting::what_is_dropped_before,
            starting::what_is_pasted_before,
            starting::what_carries_nothing_before,
            starting::the_example_before,
            starting::what_is_chosen_meanwhile,
            starting::nothing_moves,
            hearing::one_image,
            hearing::a_verifier,
            hearing::several_images,
            keyboard::every_path,
            screen::a_publisher_sees_the_hash,
            screen::how_to_check_is_in_sight,
            screen::a_refused_file_is_the_answer,
            screen::a_verifier_sees_the_verdict,
            screen::a_widget_sees_the_verdict,
            screen::dragging_and_dropping_is_seen,
            screen::one_filled_button,
            copying::a_url_that_nobody_judged,
            checking::long_texts,
            entering::remarks_come_after_a_pause,
            entering::the_text_of_a_moment_ago_is_not_judged,
            entering::a_button_fixes_the_url,
            comparing::the_same_hash,
            comparing::nothing_is_asked;
        // Which words come is the program's doing, and native tests have all of them; that they
        // come on the screen is shown once.
        Chromium:
            screen::what_is_pasted_or_typed_is_kept,
            screen::leaving_asks_while_a_hash_runs,
            screen::the_url_of_another_file,
            checking::hostile_metadata,
            checking::hostile_name,
            checking::endless_metadata,
            checking::a_descriptor_and_its_image,
            entering::an_empty_field_says_nothing,
            entering::errors_and_advice_are_told_apart,
            comparing::another_hash,
            comparing::the_wrong_kind_of_hash,
            comparing::no_hash_of_the_image,
            comparing::the_error_of_a_provider,
            comparing::lists_with_names,
            publishing::no_commands_without_a_url,
            publishing::no_commands_for_a_file;
        // The widget in real sites: one of plain pages and one that draws its pages by script in
        // each engine, the others of these kinds in one.
        All:
            documents::our_docs,
            documents::nextjs_markdoc,
            documents::vite;
        Chromium:
            accessibility::every_state,
            accessibility::in_more_contrast,
            accessibility::in_the_large_text_of_the_browser,
            hearing::names_and_roles,
            starting::the_empty_page,
            starting::layout_shift,
            accessibility::the_widget_and_its_page,
            accessibility::the_one_file,
            documents::mdbook,
            documents::mkdocs_material,
            documents::sphinx_read_the_docs,
            documents::docusaurus,
            documents::the_package;
        // The recipe's headers bind worker, policy, clipboard and service worker in each engine.
        AllByNginx:
            hashing::three_hundred_megabytes,
            copying::hash_and_code,
            checking::images_of_mksquashfs,
            one_file::the_page_offers_it_with_its_digest,
            offline::without_the_server,
            offline::the_one_file_is_saved_without_the_server;
        // The rest works by it as without it: one engine shows that nothing is missing.
        ChromiumByNginx:
            hashing::small_files_and_chunk_boundaries,
            hashing::the_example,
            hashing::another_file_in_the_middle,
            hashing::cancel,
            choosing::drop_a_file,
            choosing::paste_a_file,
            using::every_snippet,
            comparing::the_wrong_kind_of_hash,
            faults::truncated,
            faults::deleted,
            offline::a_new_version,
            hashing::the_same_file_again,
            choosing::drop_what_is_no_file,
            choosing::by_keyboard,
            checking::every_kind_of_file,
            entering::a_button_fixes_the_url,
            comparing::another_hash,
            comparing::the_error_of_a_provider;
        // Asks as a browser does, but for bytes that none would give.
        Chromium:
            hosting::compressed;
        // Lighthouse knows no other engine.
        Chromium:
            lighthouse::mobile,
            lighthouse::desktop;
        // They need the DevTools protocol, or what only Chromium offers.
        Chromium:
            screen::nothing_jumps,
            screen::texts_are_short,
            choosing::drop_a_real_file_and_a_real_folder,
            offline::the_page_can_be_installed,
            offline::an_image_is_opened_with_the_page;
        // Which thread reads is the program's doing, not the engine's.
        Chromium:
            smoothness::the_page_reads_next_to_nothing;
    }
    .into_iter()
    .flatten()
    .collect();
    if published::folder().is_some() {
        let published = journeys! { All: checking::published_images; };
        trials.extend(published.into_iter().flatten());
    }
    trials.extend(wasm::trials());
    trials.push(fault::trial());
    if fault::is_written() {
        trials.retain(|trial| fault::is_in(trial.name()));
    }
    if let (Some(filter), Some(_)) = (&arguments.filter, env::var_os(MUST_MATCH))
        && !trials.iter().any(|trial| trial.name().contains(filter))
    {
        eprintln!("error: no test has `{filter}` in its name");
        std::process::exit(1);
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    browsers::close_all();
    site::remove_all();
    times::print();
    let is_whole = arguments.filter.is_none()
        && arguments.skip.is_empty()
        && !arguments.list
        && !conclusion.has_failed();
    if let Err(why) = fault::finish(is_whole) {
        eprintln!("error: {why}");
        std::process::exit(1);
    }
    conclusion.exit();
}
